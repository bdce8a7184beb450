package conf

import (
	"fmt"
	"strings"
)

// maxWords is the number of words a line may have.
const maxWords = 64

// A LexError says what is wrong with the words of a line, and where.
type LexError struct {
	Text string
	Col  int // from 1; 0 when the text says it all
	Line string
}

// Error returns the text; when a column is known, the line and a caret follow.
func (e *LexError) Error() string {
	if e.Col == 0 {
		return e.Text
	}
	indent := blanks(e.Line)
	return fmt.Sprintf("%s at position %d:\n%s", e.Text, e.Col, caret(e.Line[indent:], e.Col-1-indent))
}

// caret returns line and, below it, a caret under the byte at, both indented by
// two blanks. A long line is cut around the caret; bytes that a terminal would
// not print are shown as question marks.
func caret(line string, at int) string {
	const width = 80
	if at >= width {
		shift := at - width/2
		line = "..." + line[shift+3:]
		at = width / 2
		if len(line) > width {
			line = line[:width-3] + "..."
		}
	}
	line = line[:min(len(line), width)]
	shown := []byte(line)
	for i, c := range shown {
		if c == '\t' {
			shown[i] = ' '
		} else if c < ' ' || c >= 0x7f {
			shown[i] = '?'
		}
	}
	return fmt.Sprintf("  %s\n  %*s", shown, at+1, "^")
}

// A lookupFunc returns the value of an environment variable.
type lookupFunc func(name string) (string, bool)

// lexer holds the state of one line. Quotes may open and close within a word,
// so a word is what was collected between unquoted blanks.
type lexer struct {
	line   string
	i      int
	lookup lookupFunc
	whole  bool // blanks and comments do not end words
	found  []Word

	buf    []byte
	open   bool // a word has begun
	quoted bool
	start  int
	dq, sq int // position behind an open quote; 0 when closed
}

// blanks returns the number of blanks at the front of line.
func blanks(line string) int {
	n := 0
	for n < len(line) && isBlank(line[n]) {
		n++
	}
	return n
}

// lexLine splits a line into words, with quotes, escapes, comments and, inside
// double quotes, variables.
func lexLine(line string, lookup lookupFunc) ([]Word, *LexError) {
	words, err := (&lexer{line: line, lookup: lookup}).words()
	if err == nil && len(words) > maxWords {
		return nil, tooManyWords(words)
	}
	return words, err
}

func (x *lexer) words() ([]Word, *LexError) {
	for x.i < len(x.line) {
		done, err := x.step()
		if err != nil {
			return nil, err
		}
		if done {
			break
		}
	}
	if q := max(x.dq, x.sq); q > 0 {
		return nil, &LexError{"unmatched quote", q, x.line}
	}
	x.endWord()
	return x.found, nil
}

// tooManyWords names the last word that a line may have and its place among the
// words, each taken with one blank.
func tooManyWords(words []Word) *LexError {
	at := 1
	for _, w := range words[:maxWords-1] {
		at += len(w.Text) + 1
	}
	return &LexError{Text: fmt.Sprintf("too many words, truncating after word %d, position %d: <%s>.",
		maxWords, at, words[maxWords-1].Text)}
}

// step takes the next character, or the next few; done at the end of the line
// or at a comment.
func (x *lexer) step() (done bool, err *LexError) {
	c := x.line[x.i]
	switch {
	case c == '\n' || c == '\r':
		return true, nil
	case c == 0:
		return true, &LexError{"stray NUL character", x.i + 1, x.line}
	case c == '"' && x.sq == 0:
		x.toggle(&x.dq)
	case c == '\'' && x.dq == 0:
		x.toggle(&x.sq)
	case c == '\\' && x.sq == 0:
		return false, x.escape()
	case c == '$' && x.dq > 0:
		return false, x.variable()
	case x.dq > 0 || x.sq > 0 || x.whole:
		x.add(c)
	case c == '#':
		return true, nil
	case isBlank(c):
		x.endWord()
		x.i++
	default:
		x.add(c)
	}
	return false, nil
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\v' || c == '\f' }

func (x *lexer) toggle(quote *int) {
	x.begin()
	x.quoted = true
	x.i++
	if *quote > 0 {
		*quote = 0
	} else {
		*quote = x.i
	}
}

func (x *lexer) begin() {
	if !x.open {
		x.open, x.start = true, x.i+1
	}
}

func (x *lexer) add(c byte) {
	x.begin()
	x.buf = append(x.buf, c)
	x.i++
}

func (x *lexer) endWord() {
	if x.open {
		x.found = append(x.found, Word{string(x.buf), x.quoted, x.start})
	}
	x.buf, x.open, x.quoted = x.buf[:0], false, false
}

// escape takes a backslash and what it protects. Before a character that needs
// no protection the backslash stands for itself.
func (x *lexer) escape() *LexError {
	x.begin()
	var next byte
	if x.i+1 < len(x.line) {
		next = x.line[x.i+1]
	}
	switch next {
	case ' ', '#', '\\', '\'', '"':
	case '$':
		if x.dq == 0 {
			next = 0
		}
	case 'n':
		next = '\n'
	case 'r':
		next = '\r'
	case 't':
		next = '\t'
	case 'x':
		return x.hex()
	default:
		next = 0
	}
	if next == 0 {
		x.add('\\')
		return nil
	}
	x.i++
	x.add(next)
	return nil
}

func (x *lexer) hex() *LexError {
	rest := x.line[x.i+2:]
	if len(rest) < 2 || !isHex(rest[0]) || !isHex(rest[1]) {
		return &LexError{"truncated or invalid hexadecimal sequence", x.i + 1, x.line}
	}
	x.i += 3
	x.add(unhex(rest[0])<<4 | unhex(rest[1]))
	return nil
}

func isHex(c byte) bool {
	return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// variable takes $NAME, ${NAME}, ${NAME-default} or ${NAME[*]}.
func (x *lexer) variable() *LexError {
	x.begin()
	begin := x.i + 1
	brace := strings.HasPrefix(x.line[begin:], "{")
	if brace {
		begin++
	}
	if !startsName(x.line[begin:]) {
		return &LexError{"forbidden first char in environment variable name", begin + 1, x.line}
	}
	end := begin + 1
	for end < len(x.line) && isNameChar(x.line[end]) {
		end++
	}
	value, set := x.lookup(x.line[begin:end])
	split := false
	if brace {
		var ok bool
		if value, split, end, ok = x.closeBrace(value, set, end); !ok {
			return &LexError{"unmatched brace in environment variable name", begin, x.line}
		}
	}
	x.expand(value, split)
	x.i = end
	return nil
}

// closeBrace takes what may follow a name in braces, [*] and -default, and the
// brace. It returns the value to expand, whether to split it, and where the line
// goes on.
func (x *lexer) closeBrace(value string, set bool, at int) (_ string, split bool, end int, ok bool) {
	rest, split := strings.CutPrefix(x.line[at:], "[*]")
	if after, given := strings.CutPrefix(rest, "-"); given {
		def, _, _ := strings.Cut(after, "}")
		if rest = after[len(def):]; !set {
			value = def
		}
	}
	return value, split, len(x.line) - len(rest) + 1, strings.HasPrefix(rest, "}")
}

// expand adds a value to the word. When it is to be split, the blanks between
// its fields end words.
func (x *lexer) expand(value string, split bool) {
	if !split {
		x.buf = append(x.buf, value...)
		return
	}
	for i, field := range strings.Fields(value) {
		if i > 0 {
			x.endWord()
			x.begin()
			x.quoted = true
		}
		x.buf = append(x.buf, field...)
	}
}

// startsName reports whether a name begins here. Those with a dot tell where the
// line stands.
func startsName(s string) bool {
	return s != "" && isNameChar(s[0]) && s[0] > '9' ||
		strings.HasPrefix(s, ".FILE") || strings.HasPrefix(s, ".LINE") || strings.HasPrefix(s, ".SECTION")
}

func isNameChar(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c-'0' <= 9 }
