package check

import (
	"bytes"
	"fmt"
	"regexp"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// headerMatch looks for a field by its name, and by one of its values or its whole value.
type headerMatch struct {
	name  text
	value *text // nil when the field itself is enough
	whole bool  // fhdr: commas do not split the value
}

func (m *headerMatch) matches(a *answer) bool {
	for i := range a.head.Len() {
		if m.name.matches(a.head.Name(i)) && (m.value == nil || m.valueMatches(a.head.Value(i))) {
			return true
		}
	}
	return false
}

func (m *headerMatch) valueMatches(v []byte) bool {
	if m.whole {
		return m.value.matches(v)
	}
	for item, rest, ok := http1.NextItem(v); ok; item, rest, ok = http1.NextItem(rest) {
		if m.value.matches(item) {
			return true
		}
	}
	return false
}

// A text matches a name or a value in the way that -m says.
type text struct {
	how  string
	want []byte
	re   *regexp.Regexp
}

func (t *text) matches(got []byte) bool {
	switch t.how {
	case "beg":
		return bytes.HasPrefix(got, t.want)
	case "end":
		return bytes.HasSuffix(got, t.want)
	case "sub":
		return bytes.Contains(got, t.want)
	case "reg":
		return t.re.Match(got)
	}
	return bytes.Equal(got, t.want)
}

// parseText reads `[-m <how>] <text>`. Names come in lower case, so a pattern for them is turned to it.
func parseText(a *conf.Args, what string, fold bool) (t text, err error) {
	t = text{how: "str"}
	if a.Accept("-m") {
		t.how = a.Next().Text
	}
	word, err := a.Text(what)
	if err != nil {
		return t, err
	}
	switch t.how {
	case "str", "beg", "end", "sub":
		t.want = []byte(word)
		if fold {
			t.want = bytes.ToLower(t.want)
		}
	case "reg":
		t.re, err = sample.CompileRegex(word, fold)
	default:
		err = fmt.Errorf("'%s': -m expects str, beg, end, sub or reg, not '%s'", a.Name(), t.how)
	}
	return t, err
}
