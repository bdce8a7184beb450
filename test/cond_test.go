package test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// cond is one comparison of a named value, such as status=UP or wretr>=3.
type cond struct{ key, op, want string }

// The key may hold a series with labels: prom 'x{a="b"}=1'.
var condForm = regexp.MustCompile(`^([A-Za-z_][\w.:/-]*(?:\{.*\})?)(>=|<=|!=|=|<|>|~)(.*)$`)

func parseCond(s string) (cond, error) {
	m := condForm.FindStringSubmatch(s)
	if m == nil {
		return cond{}, fmt.Errorf("%q is not KEY OPERATOR VALUE", s)
	}
	return cond{m[1], m[2], m[3]}, nil
}

func parseConds(ts *testscript.TestScript, args []string) (conds []cond) {
	for _, a := range args {
		c, err := parseCond(a)
		ts.Check(err)
		conds = append(conds, c)
	}
	return conds
}

// checkConds reports every comparison that does not hold.
func checkConds(conds []cond, value func(key string) (string, bool)) error {
	var wrong []string
	for _, c := range conds {
		got, ok := value(c.key)
		if !ok {
			wrong = append(wrong, fmt.Sprintf("there is no %s", c.key))
		} else if !c.holds(got) {
			wrong = append(wrong, fmt.Sprintf("%s is %q, want %s%s", c.key, got, c.op, c.want))
		}
	}
	if wrong != nil {
		return fmt.Errorf("%s", strings.Join(wrong, "; "))
	}
	return nil
}

// holds compares as numbers where the operator orders, as text where it does not.
func (c cond) holds(got string) bool {
	switch c.op {
	case "=":
		return got == c.want
	case "!=":
		return got != c.want
	case "~":
		ok, err := regexp.MatchString(c.want, got)
		return ok && err == nil
	}
	a, err1 := strconv.ParseFloat(got, 64)
	b, err2 := strconv.ParseFloat(c.want, 64)
	if err1 != nil || err2 != nil {
		return false
	}
	return c.op == "<" && a < b || c.op == ">" && a > b || c.op == "<=" && a <= b || c.op == ">=" && a >= b
}

func TestCond(t *testing.T) {
	tests := []struct {
		text, got string
		want      bool
	}{
		{"status=UP", "UP", true},
		{"status=UP", "UP 1/2", false},
		{"status!=UP", "DOWN", true},
		{"wretr>=3", "3", true},
		{"wretr>3", "3", false},
		{"wretr<10", "9", true},
		{"wretr<=9", "9", true},
		{"wretr<9", "", false},
		{"last_chk~refused$", "Connection refused", true},
		{"path:/a-b.c=1", "1", true},
		{`x_total{a="b=c"}=2`, "2", true},
	}
	for _, tt := range tests {
		c, err := parseCond(tt.text)
		if err != nil || c.holds(tt.got) != tt.want {
			t.Errorf("%s of %q: %v, %v; want %v", tt.text, tt.got, !tt.want, err, tt.want)
		}
	}
	if _, err := parseCond("status"); err == nil {
		t.Error("a condition without operator parses")
	}
}
