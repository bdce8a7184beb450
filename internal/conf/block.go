package conf

import (
	"errors"
	"fmt"
	"strings"
)

// A block is an open .if.
type block struct {
	active bool // the lines of this branch count
	done   bool // a branch counted, or none can
	other  bool // .else was seen
	broken bool // its condition could not be read
}

// active reports whether lines count where the loader stands.
func (l *loader) active() bool {
	return len(l.blocks) == 0 || l.blocks[len(l.blocks)-1].active
}

// dot obeys a line that begins with a dot.
func (l *loader) dot(words []Word) {
	switch name := words[0].Text; name {
	case ".if":
		l.openBlock(words)
	case ".elif", ".else", ".endif":
		l.nextBranch(name, words)
	case ".notice", ".warning", ".alert", ".diag":
		if l.active() {
			l.say(name, words)
		}
	default:
		if l.active() {
			l.alert(Tight, "unknown directive '%s'.", name)
		}
	}
}

func (l *loader) openBlock(words []Word) {
	if !l.active() {
		l.blocks = append(l.blocks, block{done: true})
		return
	}
	l.blocks = append(l.blocks, block{})
	l.judge(&l.blocks[len(l.blocks)-1], words)
}

// judge opens the branch of b if its condition holds.
func (l *loader) judge(b *block, words []Word) {
	expr := joinWords(words[1:])
	ok, err := eval(expr, l.lookup)
	if err != nil {
		l.conditionError(words[0].Text, expr, err)
		b.broken = true
	}
	b.active = ok
	b.done = ok || err != nil
}

func (l *loader) conditionError(directive, expr string, err error) {
	var ce *CondError
	if !errors.As(err, &ce) {
		l.abort(Tight, "%v", err)
		return
	}
	l.abort(Tight, "%s in '%s' at position %d:\n%s", ce.Text, directive, ce.Col,
		caret(directive+" "+expr, len(directive)+ce.Col))
}

func (l *loader) nextBranch(name string, words []Word) {
	if len(l.blocks) == 0 {
		l.abort(Tight, "lone '%s' with no matching '.if'.", name)
		return
	}
	b := &l.blocks[len(l.blocks)-1]
	if name != ".elif" && len(words) > 1 {
		l.abort(Tight, "Unexpected argument '%s' for '%s'.", words[1].Text, name)
	}
	if name == ".endif" {
		l.blocks = l.blocks[:len(l.blocks)-1]
		return
	}
	if b.other {
		l.abort(Tight, "'%s' after '.else' is not permitted.", name)
		return
	}
	b.active = false
	switch {
	case name == ".else":
		b.other, b.active, b.done = true, !b.done, true
	case !b.done:
		l.judge(b, words)
	}
}

// say reports the message of .notice and its like. They take one word, so that
// a forgotten quote shows.
func (l *loader) say(name string, words []Word) {
	if len(words) > 2 {
		l.alert(Tight, "Unexpected argument '%s' for '%s'. Use quotes if the message should contain spaces.", words[2].Text, name)
		return
	}
	text := ""
	if len(words) == 2 {
		text = words[1].Text
	}
	levels := map[string]Level{".notice": Notice, ".warning": Warning, ".alert": Alert, ".diag": Diag}
	m := Message{Level: levels[name], Shape: Tight, Pos: l.pos, Text: fmt.Sprintf("'%s'.", text)}
	m.Abort = m.Level == Alert
	l.diag.Add(m)
}

// Evaluate returns the value of a condition as -cc takes it: quotes, escapes and
// variables count as in a file, blanks and comments do not. A *CondError says
// that it is none.
func Evaluate(text string, env *Env) (bool, error) {
	x := &lexer{line: text, lookup: env.Lookup, whole: true}
	words, err := x.words()
	if err != nil {
		return false, &CondError{Text: strings.ToUpper(err.Text[:1]) + err.Text[1:] + ".", Col: max(err.Col, 1)}
	}
	return eval(joinWords(words), env.Lookup)
}
