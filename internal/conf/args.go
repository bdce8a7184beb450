package conf

import (
	"fmt"
	"time"
)

// Args is a cursor over the words behind a directive's name. Parse functions
// take what they know; a word left over is reported as unexpected.
type Args struct {
	words   []Word
	next    int
	name    string // the directive's name as messages print it
	prefix  string // "", "no" or "default"
	call    string // behind the opening parenthesis of the name
	pos     Pos
	section *Section
	loader  *loader
	prev    *setting // of a scalar directive: what holds so far
}

// Name returns the directive as messages print it.
func (a *Args) Name() string { return a.name }

// Pos returns the line.
func (a *Args) Pos() Pos { return a.pos }

// Section returns the section of the line.
func (a *Args) Section() *Section { return a.section }

// Done reports whether all words are taken.
func (a *Args) Done() bool { return a.next >= len(a.words) }

// Len returns the number of words that are left.
func (a *Args) Len() int { return len(a.words) - a.next }

// Call returns what follows the opening parenthesis in the directive's last word, "" without one.
func (a *Args) Call() string { return a.call }

// Peek returns the text of the next word without taking it; "" at the end.
func (a *Args) Peek() string {
	if a.Done() {
		return ""
	}
	return a.words[a.next].Text
}

// Next takes the next word; the zero Word at the end.
func (a *Args) Next() Word {
	if a.Done() {
		return Word{}
	}
	a.next++
	return a.words[a.next-1]
}

// NextAddr takes the next word as the text of an address: unlike others, it may name environment variables outside
// quotes too.
func (a *Args) NextAddr() string { return a.loader.env.Expand(a.Next().Text) }

// Accept takes the next word if it is text.
func (a *Args) Accept(text string) bool {
	if a.Done() || a.words[a.next].Text != text {
		return false
	}
	a.next++
	return true
}

// Rest takes all words that are left.
func (a *Args) Rest() []Word {
	rest := a.words[a.next:]
	a.next = len(a.words)
	return rest
}

// RestText takes all words that are left and joins them with blanks.
func (a *Args) RestText() string { return joinWords(a.Rest()) }

// Text takes the next word; at the end, or when it is empty, the error says
// that what is expected, as in "'default_backend' expects a backend name.".
func (a *Args) Text(what string) (string, error) {
	if w := a.Next(); w.Text != "" {
		return w.Text, nil
	}
	return "", fmt.Errorf("'%s' expects %s.", a.name, what)
}

// Int takes an integer from min to max.
func (a *Args) Int(min, max int64) (int64, error) { return parseInt(a, min, max) }

// Duration takes a delay; a number without a unit counts in unit. A delay longer
// than the reference's timers can hold is an error.
func (a *Args) Duration(unit time.Duration) (time.Duration, error) { return parseDuration(a, unit) }

// Size takes a size in bytes, with the suffixes k, m and g.
func (a *Args) Size() (int64, error) { return parseSize(a) }

// Warnf reports a warning at the line.
func (a *Args) Warnf(format string, args ...any) { a.report(Warning, format, args) }

// Noticef reports a notice at the line.
func (a *Args) Noticef(format string, args ...any) { a.report(Notice, format, args) }

// Diagf reports at the line what only -dD shows.
func (a *Args) Diagf(format string, args ...any) { a.report(Diag, format, args) }

func (a *Args) report(l Level, format string, args []any) {
	a.loader.diag.Add(Message{Level: l, Shape: Loose, Pos: a.pos, Text: fmt.Sprintf(format, args...)})
}

// Addr takes an address.
func (a *Args) Addr(use AddrUse) (Addr, error) {
	text, err := a.Text("an address")
	if err != nil {
		return Addr{}, err
	}
	return ParseAddr(a.loader.env.Expand(text), use)
}

// Previous returns the value that the scalar directive being parsed has so far
// in its section or inherits, for directives whose lines build on each other.
func Previous[T any](a *Args) (T, bool) {
	if a.prev != nil && a.prev.off == "" {
		v, ok := a.prev.value.(T)
		return v, ok
	}
	var zero T
	return zero, false
}

// Env returns the environment as it stands at the line.
func (a *Args) Env() *Env { return a.loader.env }
