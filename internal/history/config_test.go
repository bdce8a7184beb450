package history

import (
	"strings"
	"testing"
	"time"

	"metergate/internal/conf"
)

func compile(text string) (*Config, *conf.Diagnostics) {
	f, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
	return Compile(f, d), d
}

// A duration that the section takes is written so that it is taken again.
func FuzzDuration(f *testing.F) {
	for _, text := range []string{"15d", "5s", "1h30m", "2w", "-1s", "1e9h", "999999999999y", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDuration(text)
		if err != nil {
			return
		}
		if d < 0 {
			t.Fatalf("%q is %s", text, d)
		}
		if again, err := ParseDuration(FormatDuration(d)); err != nil || again != d.Truncate(time.Millisecond) {
			t.Errorf("%q is %s, written %s and read as %s, %v", text, d, FormatDuration(d), again, err)
		}
	})
}

func TestConfig(t *testing.T) {
	c, d := compile("history\n path /h\n interval 1s\n retention 1y\n max-size 5g\n label job gw\n label dc \"a b\"\n query-max-range 31d\n")
	if d.Failed() {
		t.Fatal(d.Messages())
	}
	if c.Path != "/h" || c.Interval != time.Second || c.Retention != 365*24*time.Hour || c.MaxSize != 5<<30 || c.Limits.Range != 31*24*time.Hour {
		t.Errorf("got %+v", c)
	}
	s := New(c, Options{Instance: "h:1"})
	if got := s.base(); len(got) != 3 || got[0].Value != "gw" || got[1].Value != "h:1" || got[2].Value != "a b" {
		t.Errorf("labels %v", got)
	}
}

func TestConfigErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"history\n", "test.cfg:1] : section 'history' needs a 'path"},
		{"history\n path /h\nhistory\n path /i\n", "test.cfg:3] : there is a section 'history' at test.cfg:1"},
		{"history\n path /h\n interval 10ms\n", "test.cfg:3"},
		{"history\n path /h\n interval 1h\n", "from 100ms to 2m"},
		{"history\n path /h\n retention 1h\n", "at least 2h"},
		{"history\n path /h\n retention soon\n", "expects a time"},
		{"history\n path /h\n label proxy x\n", "of their own"},
		{"history\n path /h\n label __x x\n", "no name of a label"},
		{"history\n path /h\n label a\n", "a value"},
		{"history\n path /h\n query-max-samples 0\n", "test.cfg:3"},
		{"history\n path /h\n nonsense\n", "nonsense"},
	} {
		_, d := compile(c.text)
		var all []string
		for _, m := range d.Messages() {
			all = append(all, m.String())
		}
		if got := strings.Join(all, "\n"); !d.Failed() || !strings.Contains(got, c.want) {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
}

func TestBelow(t *testing.T) {
	for _, c := range []struct{ path, root, want string }{
		{"/a/b", "", "/a/b"}, {"b", "", "b"}, {"/a/b", "/a", "/b"}, {"/a/b/c", "/a/", "/b/c"}, {"/a", "/a", "/."}, {"/ab", "/a", ""}, {"b", "/a", ""}, {"/", "/a", ""},
	} {
		got, err := below(c.path, c.root)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s below %s: got %q, %v", c.path, c.root, got, err)
		}
	}
}
