package regex

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(int) { regexp2.StopTimeoutClock() }))
}

// direct runs what it is given at once.
type direct struct{ runs int }

func (d *direct) Aside(f func()) bool {
	d.runs++
	f()
	return true
}

// gone is a caller that ends while it waits.
type gone struct{}

func (gone) Aside(func()) bool { return false }

func TestFind(t *testing.T) {
	for _, c := range []struct {
		expr, text string
		fold       bool
		limited    bool
		want       string
	}{
		{`a(b)?`, "xab", false, false, "[1 3 2 3]"},
		{`a(?=b)`, "aab", false, true, "[1 2]"},
		{`a(?!b)(c)?`, "abac", false, true, "[2 4 3 4]"},
		{`(?<!é)é`, "xéé", false, true, "[1 3]"},
		{`(?<=x)\xff?é`, "xé", false, true, "[1 3]"},
		{`(a|b)\1`, "abb", false, true, "[1 3 1 2]"},
		{`(?:(q)|A)(?=B)`, "ab", true, true, "[0 1 -1 -1]"},
		{`(?<=\x{fffd})y`, "\xff\xfey", false, true, "[2 3]"},
		{`z(?=y)`, "zz", false, true, "[]"},
		{`(?!x)`, "", false, true, "[0 0]"},
	} {
		re, err := Compile(c.expr, c.fold)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []Worker{nil, &direct{}} {
			got := fmt.Sprint(re.Find([]byte(c.text), w))
			if got != c.want || re.Limited() != c.limited || re.Match([]byte(c.text), w) != (c.want != "[]") {
				t.Errorf("%s in %q: %s, limited %v", c.expr, c.text, got, re.Limited())
			}
		}
	}
}

func TestFindAll(t *testing.T) {
	for _, expr := range []string{`a(\d)`, `a(\d)(?!x)`} {
		re, _ := Compile(expr, false)
		if got := fmt.Sprint(re.FindAll([]byte("a1 a2é a3"), -1, &direct{})); got != "[[0 2 1 2] [3 5 4 5] [8 10 9 10]]" {
			t.Errorf("%s: %s", expr, got)
		}
		if got := len(re.FindAll([]byte("a1 a2 a3"), 2, &direct{})); got != 2 {
			t.Errorf("%s: %d matches, want 2", expr, got)
		}
	}
}

// TestBomb: a search that would take for ever ends as no match and is counted, wherever it runs.
func TestBomb(t *testing.T) {
	re, err := Compile(`^(a+)+\1$`, false)
	if err != nil {
		t.Fatal(err)
	}
	text, w := []byte(strings.Repeat("a", 64)+"!"), &direct{}
	for _, w := range []Worker{nil, w} {
		before := Exhausted()
		if re.Match(text, w) || Exhausted() != before+1 {
			t.Errorf("the bomb matches, or is not counted: %d", Exhausted()-before)
		}
	}
	if w.runs != 1 {
		t.Errorf("%d runs on the worker", w.runs)
	}
	if re.Match(text, gone{}) {
		t.Error("a match that nobody waited for")
	}
}

func TestInvalid(t *testing.T) {
	for _, c := range []struct{ expr, want string }{
		{"(", "regex '(' is invalid (missing closing ): '(')"},
		{"a)|(b", "regex 'a)|(b' is invalid"},
		{"(?=", "regex '(?=' is invalid"},
		{`\2(a)`, "regex '\\2(a)' is invalid"},
		{"(?=" + strings.Repeat("a", maxExpr) + ")", "is too long"},
	} {
		if _, err := Compile(c.expr, true); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20s: %v", c.expr, err)
		}
	}
}

// FuzzEngines: what both engines can do they do alike, and neither breaks.
func FuzzEngines(f *testing.F) {
	for _, s := range []struct{ expr, text string }{{"a+b", "xaab"}, {`(?=x)`, "x"}, {`(.)\1`, "éé"}, {"[^a]", "\xff"}} {
		f.Add(s.expr, []byte(s.text))
	}
	f.Fuzz(func(t *testing.T, expr string, text []byte) {
		if re, err := Compile(expr, false); err == nil {
			for _, m := range re.FindAll(text, -1, nil) {
				for _, at := range m {
					if at < -1 || at > len(text) {
						t.Fatalf("%q in %q: %v", expr, text, m)
					}
				}
			}
		}
		quoted := regexp.QuoteMeta(expr)
		l, err := newLimited(quoted+"(?!\x00)", false)
		linear, invalid := regexp.Compile(quoted + `(?:[^\x00]|$)`)
		if err != nil || invalid != nil {
			return
		}
		got, want := l.find(text, 1, nil), linear.FindIndex(text)
		if want != nil && (got == nil || got[0][0] != want[0]) {
			t.Fatalf("%q in %q: %v, want %v", expr, text, got, want)
		}
	})
}
