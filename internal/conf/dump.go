package conf

import (
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Quote returns a word as a file must write it to mean text, whatever quotes,
// blanks and control characters it holds.
func Quote(text string) string {
	if text != "" && !strings.ContainsFunc(text, needsQuote) {
		return text
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\' || c == '$':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func needsQuote(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"'\#`, r)
}

// Dump writes the sections as they were read: variables expanded, conditional
// blocks decided, comments gone. With a key other than 0 the arguments are
// replaced by digests, so that the structure can be shown to others.
func (f *File) Dump(w io.Writer, key uint32) error {
	d := &dumper{w: w, key: key}
	for i, s := range slices.Concat([]*Section{f.Global}, f.Sections) {
		if s.Pos.IsZero() {
			continue
		}
		if i > 0 {
			d.line("", nil)
		}
		d.header(s)
		for _, l := range s.Lines {
			d.words("\t", l.Words, s.scope)
		}
	}
	return d.err
}

type dumper struct {
	w   io.Writer
	key uint32
	err error
}

func (d *dumper) header(s *Section) {
	words := []string{s.Kind}
	if s.Name != "" {
		words = append(words, d.hide(s.Name))
	}
	if s.From != "" {
		words = append(words, "from", d.hide(s.From))
	}
	d.line("", words)
}

// words writes a line; the words that name its directive stay readable.
func (d *dumper) words(indent string, words []Word, scope Scope) {
	named := 1
	if first := words[0].Text; (first == "no" || first == "default") && len(words) > 1 {
		named++
	}
	if found, _ := lookup(words[named-1:], scope); found != nil {
		named += found.words - 1
	}
	texts := make([]string, len(words))
	for i, w := range words {
		if texts[i] = w.Text; i >= named {
			texts[i] = d.hide(w.Text)
		}
	}
	d.line(indent, texts)
}

func (d *dumper) line(indent string, words []string) {
	var b strings.Builder
	b.WriteString(indent)
	for _, w := range words {
		b.WriteString(Quote(w) + " ")
	}
	b.WriteByte('\n')
	if d.err == nil {
		_, d.err = io.WriteString(d.w, b.String())
	}
}

// hide returns a digest of a word, or the word itself when there is no key or
// it is a number.
func (d *dumper) hide(word string) string {
	if _, err := strconv.Atoi(word); d.key == 0 || err == nil {
		return word
	}
	h := fnv.New32a()
	fmt.Fprintf(h, "%d\x00%s", d.key, word)
	return fmt.Sprintf("%08x", h.Sum32())
}
