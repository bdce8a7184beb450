package conf

// maxWords is the number of words a line may have.
const maxWords = 64

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
