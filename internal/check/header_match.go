package check

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/regex"
	"metergate/internal/sample"
)

// headerMatch looks for a field by its name, and by one of its values or its whole value.
type headerMatch struct {
	name  wanted
	value *wanted // nil when the field itself is enough
	whole bool    // fhdr: commas do not split the value
}

func (m *headerMatch) matches(p *probe) bool {
	a := &p.http
	name, value := m.name.now(p), m.value.now(p)
	for i := range a.head.Len() {
		if name.matches(a.head.Name(i)) && (value == nil || m.valueMatches(value, a.head.Value(i))) {
			return true
		}
	}
	return false
}

// linked returns the match with its formulas compiled.
func (m *headerMatch) linked(env *sample.Env) (matcher, error) {
	c := *m
	err := c.name.from.link(env)
	if m.value != nil {
		value := *m.value
		c.value = &value
		err = errors.Join(err, value.from.link(env))
	}
	return &c, err
}

func (m *headerMatch) valueMatches(want *wanted, v []byte) bool {
	if m.whole {
		return want.matches(v)
	}
	for item, rest, ok := http1.NextItem(v); ok; item, rest, ok = http1.NextItem(rest) {
		if want.matches(item) {
			return true
		}
	}
	return false
}

// A wanted matches a name or a value in the way that -m says.
type wanted struct {
	how  string
	from formula
	fold bool // the text is turned to lower case, which names come in
	want []byte
	re   *regex.Regex
}

// now returns the match with the text that its formula makes for the probe.
func (t *wanted) now(p *probe) *wanted {
	if t == nil || !t.from.varies {
		return t
	}
	c := *t
	c.set(string(t.from.text(p))) // a text that is no regular expression matches nothing
	return &c
}

func (t *wanted) matches(got []byte) bool {
	switch t.how {
	case "beg":
		return bytes.HasPrefix(got, t.want)
	case "end":
		return bytes.HasSuffix(got, t.want)
	case "sub":
		return bytes.Contains(got, t.want)
	case "reg":
		return t.re != nil && t.re.Match(got, nil)
	}
	return bytes.Equal(got, t.want)
}

// parseWanted reads `[-m <how>] <text>`, the text being a log-format when the word before it ends with -lf. Names come
// in lower case, so a pattern for them is turned to it.
func parseWanted(a *conf.Args, what string, fold, format bool) (*wanted, error) {
	t := &wanted{how: "str", fold: fold}
	if a.Accept("-m") {
		t.how = a.Next().Text
	}
	if !slices.Contains([]string{"str", "beg", "end", "sub", "reg"}, t.how) {
		return t, fmt.Errorf("'%s': -m expects str, beg, end, sub or reg, not '%s'", a.Name(), t.how)
	}
	var err error
	if format {
		t.from, err = formulaOf(a)
	} else {
		t.from, err = textOf(a, what)
	}
	if err == nil && !t.from.varies {
		err = t.set(t.from.src)
		warnLimited(a, t.re, t.from.src)
	}
	return t, err
}

// set makes text what is looked for.
func (t *wanted) set(text string) (err error) {
	if t.how == "reg" {
		t.re, err = regex.Compile(text, t.fold)
		return err
	}
	if t.want = []byte(text); t.fold {
		t.want = bytes.ToLower(t.want)
	}
	return nil
}
