package cert

import (
	"errors"
	"strings"
)

// A Line is a line of a crt-list: a certificate, options as those of bind lines, and the names it is for.
type Line struct {
	Crt     string
	Options []string
	Bracket bool // there are brackets, though maybe nothing in them
	Filters []string
}

// ParseLine reads a line of a crt-list. A line that is empty or a comment has no Crt.
//
//	<crt> [ '[' option... ']' ] [ [!]name ]...
func ParseLine(text string) (l Line, err error) {
	words, err := words(text)
	if err != nil || len(words) == 0 {
		return l, err
	}
	if words[0] == "[" || words[0] == "]" {
		return l, errors.New("file must start with a cert")
	}
	l.Crt = words[0]
	inside := false
	for _, w := range words[1:] {
		switch {
		case w == "[" && (inside || l.Bracket):
			return Line{}, errors.New("too many '['")
		case w == "[" && len(l.Filters) > 0:
			return Line{}, errors.New("unexpected '[' behind a filter")
		case w == "[":
			inside, l.Bracket = true, true
		case w == "]" && !inside:
			return Line{}, errors.New("too many ']'")
		case w == "]":
			inside = false
		case inside:
			l.Options = append(l.Options, w)
		default:
			l.Filters = append(l.Filters, w)
		}
	}
	if inside {
		return Line{}, errors.New("missing ']'")
	}
	return l, nil
}

// words splits a line at blanks. Brackets are words of their own, quotes and backslashes keep what would be special.
func words(text string) (list []string, err error) {
	var word []byte
	open := false // a word has begun
	end := func() {
		if open {
			list = append(list, string(word))
		}
		word, open = word[:0], false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			end()
		case c == '#' && !open && len(list) == 0:
			return nil, nil
		case c == '[' || c == ']':
			end()
			list = append(list, string(c))
		case c == '\\' && i+1 < len(text):
			i++
			word, open = append(word, text[i]), true
		case c == '"' || c == '\'':
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				return nil, errors.New("a quote is not closed")
			}
			word, open = append(word, text[i+1:i+1+n]...), true
			i += n + 1
		default:
			word, open = append(word, c), true
		}
	}
	end()
	return list, nil
}

// String writes the line as a file would have it.
func (l Line) String() string {
	text := quoted(l.Crt)
	if strings.HasPrefix(text, "#") {
		text = `\` + text // no comment
	}
	if l.Bracket {
		list := make([]string, len(l.Options))
		for i, o := range l.Options {
			list[i] = quoted(o)
		}
		text += " [" + strings.Join(list, " ") + "]"
	}
	for _, f := range l.Filters {
		text += " " + quoted(f)
	}
	return text
}

// quoted writes a word so that it is read as one again.
func quoted(word string) string {
	if word != "" && !strings.ContainsAny(word, " \t\r\n[]\"'\\") {
		return word
	}
	if word == "" {
		return `""`
	}
	var b strings.Builder
	for i := range len(word) {
		if strings.IndexByte(" \t\r\n[]\"'\\", word[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(word[i])
	}
	return b.String()
}
