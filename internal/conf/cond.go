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
	c.blanks()
	if c.rest() == "" {
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

func (c *condition) unparsable(start int) error {
	return c.errorf(start, "unparsable conditional expression '%s'", c.text[start:])
}

func (c *condition) integer() bool {
	nonzero := false
	if c.text[c.i] == '-' {
		c.i++
	}
	for ; c.i < len(c.text) && c.text[c.i]-'0' <= 9; c.i++ {
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

// call reads name(args) and asks the predicate.
func (c *condition) call(start int) (bool, error) {
	name, _, ok := strings.Cut(c.rest(), "(")
	p := predicateNamed(name)
	if !ok || p == nil {
		return false, c.unparsable(start)
	}
	c.i += len(name) + 1
	args, err := c.arguments(p)
	if err != nil {
		return false, err
	}
	return p.holds(c.lookup, args), nil
}

// arguments reads the arguments of p and the closing parenthesis. Quotes and
// backslashes that survived the words of the line count here.
func (c *condition) arguments(p *predicate) ([]string, error) {
	var args []string
	for {
		arg, ok := c.argument()
		if !ok {
			return nil, c.errorf(len(c.text), "expected ')' in argument %d of predicate '%s' used in conditional expression", len(args)+1, p.name)
		}
		args = append(args, arg)
		if c.text[c.i] == ')' {
			break
		}
		if len(args) >= p.args {
			return nil, c.errorf(c.i, "expected ')' before '%s' in argument %d of predicate '%s' used in conditional expression", c.rest(), len(args), p.name)
		}
		c.i++
	}
	if p.args == 0 && args[0] != "" {
		return nil, c.errorf(c.i, "expected ')' before '%s' in argument 1 of predicate '%s' used in conditional expression", args[0], p.name)
	}
	if len(args) < p.args {
		return nil, c.errorf(c.i, "missing arguments (got %d/%d), type 'string' expected in argument %d of predicate '%s' used in conditional expression", len(args), p.args, len(args), p.name)
	}
	c.i++
	return args, nil
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
