package conf

import (
	"fmt"
	"strings"
)

// A CondError says what in a condition cannot be read, and where.
type CondError struct {
	Text string
	Col  int // from 1
}

func (e *CondError) Error() string { return e.Text }

// condition is a cursor over the text of a condition:
//
//	or   = and { "||" and }
//	and  = not { "&&" not }
//	not  = { "!" } ( integer | predicate "(" args ")" | "(" or ")" )
//
// Both sides of an operator are always read, so that an error shows even where
// the value is already decided.
type condition struct {
	text   string
	i      int
	lookup lookupFunc
}

// eval returns the value of a condition; the empty one is false.
func eval(text string, lookup lookupFunc) (bool, error) {
	c := &condition{text: text, lookup: lookup}
	if text == "" {
		return false, nil
	}
	v, err := c.or()
	if err != nil {
		return false, err
	}
	if c.blanks(); c.rest() != "" {
		return false, c.errorf(c.i, "unexpected character '%c' at the end of conditional expression '%s'", c.text[c.i], c.text)
	}
	return v, nil
}

func (c *condition) rest() string { return c.text[c.i:] }

func (c *condition) blanks() {
	for c.i < len(c.text) && isBlank(c.text[c.i]) {
		c.i++
	}
}

func (c *condition) errorf(at int, format string, args ...any) error {
	return &CondError{fmt.Sprintf(format, args...), at + 1}
}

func (c *condition) or() (bool, error) {
	v, err := c.and()
	for err == nil && c.operator("||") {
		if c.ends() {
			return false, c.unparsable(c.i - 2)
		}
		var w bool
		w, err = c.and()
		v = v || w
	}
	return v, err
}

func (c *condition) and() (bool, error) {
	v, err := c.not()
	for err == nil && c.operator("&&") {
		if c.ends() {
			return false, c.unparsable(c.i - 2)
		}
		var w bool
		w, err = c.not()
		v = v && w
	}
	return v, err
}

// ends reports whether nothing but blanks is left.
func (c *condition) ends() bool { return strings.TrimSpace(c.rest()) == "" }

// operator takes op if it comes next.
func (c *condition) operator(op string) bool {
	back := c.i
	c.blanks()
	rest, ok := strings.CutPrefix(c.rest(), op)
	if !ok {
		c.i = back
		return false
	}
	c.i = len(c.text) - len(rest)
	return true
}

func (c *condition) not() (bool, error) {
	c.blanks()
	start := c.i
	negate := false
	for ; c.i < len(c.text) && (c.text[c.i] == '!' || isBlank(c.text[c.i])); c.i++ {
		if c.text[c.i] == '!' {
			negate = !negate
		}
	}
	v, err := c.term(start)
	return v != negate, err
}

// term reads an integer, a predicate or a parenthesis; start is where its
// negation began.
func (c *condition) term(start int) (bool, error) {
	switch rest := c.rest(); {
	case rest == "":
		return false, c.unparsable(start)
	case rest[0] == '(':
		return c.parenthesis(start)
	case rest[0]-'0' <= 9, rest[0] == '-' && len(rest) > 1 && rest[1]-'0' <= 9:
		return c.integer(), nil
	}
	return c.call(start)
}

// unparsable returns an error about what begins at start, or about the whole
// text when only blanks stand before it.
func (c *condition) unparsable(start int) error {
	if strings.TrimSpace(c.text[:start]) == "" {
		start = 0
	}
	return c.errorf(start, "unparsable conditional expression '%s'", c.text[start:])
}

// integer reads a decimal or hexadecimal number and reports whether it is not 0.
func (c *condition) integer() bool {
	if c.text[c.i] == '-' {
		c.i++
	}
	digit := func(b byte) bool { return b-'0' <= 9 }
	if rest := c.rest(); len(rest) > 2 && rest[0] == '0' && rest[1]|0x20 == 'x' && isHex(rest[2]) {
		c.i += 2
		digit = isHex
	}
	nonzero := false
	for ; c.i < len(c.text) && digit(c.text[c.i]); c.i++ {
		nonzero = nonzero || c.text[c.i] != '0'
	}
	return nonzero
}

func (c *condition) parenthesis(start int) (bool, error) {
	open := c.i
	c.i++
	if c.blanks(); c.rest() == "" {
		return false, c.unparsable(start)
	}
	v, err := c.or()
	if err != nil {
		return false, err
	}
	if c.blanks(); !strings.HasPrefix(c.rest(), ")") {
		return false, c.errorf(open, "expected ')' after conditional expression '%s'", c.text[open:])
	}
	c.i++
	return v, nil
}

// call reads name(args) and asks the predicate. A name without a parenthesis
// has one empty argument.
func (c *condition) call(start int) (bool, error) {
	end := c.i
	for end < len(c.text) && isNameChar(c.text[end]) {
		end++
	}
	p := predicateNamed(c.text[c.i:end])
	if p == nil || end < len(c.text) && c.text[end] != '(' {
		return false, c.unparsable(start)
	}
	c.i = end
	args, err := c.arguments(p)
	if err != nil {
		return false, err
	}
	return p.holds(c.lookup, args), nil
}

// arguments reads the arguments of p and the parentheses around them. Quotes and
// backslashes that survived the words of the line count here.
func (c *condition) arguments(p *predicate) ([]string, error) {
	args := []string{""}
	if strings.HasPrefix(c.rest(), "(") {
		var err error
		if args, err = c.list(p); err != nil {
			return nil, err
		}
	}
	switch {
	case p.args == 0 && args[0] != "":
		return nil, c.inArgument(c.i, 1, p, "expected ')' before '%s'", args[0])
	case len(args) < p.args:
		return nil, c.missing(len(args), p)
	}
	return args, nil
}

// list reads the arguments in parentheses: at least one, which may be empty.
func (c *condition) list(p *predicate) (args []string, err error) {
	for {
		c.i++
		arg, closed := c.argument()
		args = append(args, arg)
		switch {
		case !closed && len(args) < p.args:
			return nil, c.missing(len(args), p)
		case !closed:
			return nil, c.inArgument(len(c.text), len(args), p, "expected ')'")
		case c.text[c.i] == ')':
			c.i++
			return args, nil
		case len(args) >= p.args:
			return nil, c.inArgument(c.i, len(args), p, "expected ')' before '%s'", c.rest())
		}
	}
}

func (c *condition) missing(got int, p *predicate) error {
	return c.inArgument(c.i-1, got, p, "missing arguments (got %d/%d), type 'string' expected", got, p.args)
}

// inArgument returns an error about the nth argument of p.
func (c *condition) inArgument(at, n int, p *predicate, format string, args ...any) error {
	return c.errorf(at, "%s in argument %d of predicate '%s' used in conditional expression", fmt.Sprintf(format, args...), n, p.name)
}

// argument reads up to an unquoted comma or closing parenthesis.
func (c *condition) argument() (string, bool) {
	var b strings.Builder
	var quote byte
	for ; c.i < len(c.text); c.i++ {
		switch ch := c.text[c.i]; {
		case quote != 0 && ch == quote:
			quote = 0
		case quote == 0 && (ch == '"' || ch == '\''):
			quote = ch
		case ch == '\\' && quote != '\'' && c.i+1 < len(c.text):
			c.i++
			b.WriteByte(c.text[c.i])
		case quote == 0 && (ch == ',' || ch == ')'):
			return b.String(), true
		default:
			b.WriteByte(ch)
		}
	}
	return "", false
}
