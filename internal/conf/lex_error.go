package conf

import "fmt"

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

// blanks returns the number of blanks at the front of line.
func blanks(line string) int {
	n := 0
	for n < len(line) && isBlank(line[n]) {
		n++
	}
	return n
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
