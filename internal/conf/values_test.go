package conf

import (
	"errors"
	"testing"
	"time"
)

// args returns a cursor over the arguments of a directive named key.
func args(t *testing.T, text string) *Args {
	t.Helper()
	words, err := lexLine("key "+text, NewEnv(nil).Lookup)
	if err != nil {
		t.Fatal(err)
	}
	return &Args{words: words, next: 1, name: "key", loader: &loader{diag: new(Diagnostics), env: NewEnv(nil)}}
}

// parsed hides the type of a parse function.
func parsed[T any](parse func(*Args) (T, error)) func(*Args) (any, error) {
	return func(a *Args) (any, error) { return parse(a) }
}

func TestValues(t *testing.T) {
	milliseconds, seconds, micro := Time(time.Millisecond), Time(time.Second), Time(time.Microsecond)
	for _, c := range []struct {
		parse func(*Args) (any, error)
		text  string
		want  any
		err   string
	}{
		{parsed(Int(0, 10)), "7", int64(7), ""},
		{parsed(Int(-5, 10)), "-5", int64(-5), ""},
		{parsed(Int(0, 10)), "11", nil, "'key' value must be between 0 and 10 (was 11)."},
		{parsed(Int(0, 10)), "1x", nil, "'key' expects an integer argument (got '1x')."},
		{parsed(Int(0, 10)), "", nil, "'key' expects an integer argument."},
		{parsed(milliseconds), "3s", 3 * time.Second, ""},
		{parsed(seconds), "3", 3 * time.Second, ""},
		{parsed(seconds), "", nil, "'key' expects an integer value (in seconds)"},
		{parsed(micro), "", nil, "'key' expects an integer value (in microseconds)"},
		{parsed(seconds), "2147483648", nil, "timer overflow in argument '2147483648' to 'key' (maximum value is 2147483647 s or ~68 years)"},
		{parsed(micro), "1h", nil, "timer overflow in argument '1h' to 'key' (maximum value is 2147483647 us or ~35.8 minutes)"},
		{parsed(milliseconds), "5y", nil, "unexpected character 'y' in 'key'"},
		{parsed(Bytes), "4k", int64(4096), ""},
		{parsed(Bytes), "4x", nil, "unexpected character 'x' in 'key'"},
		{parsed(Bytes), "", nil, "'key' expects an integer argument."},
		{parsed(Bytes), "99999999999g", nil, "'key' : size '99999999999g' is too large."},
		{parsed(Text("a name")), `"a b"`, "a b", ""},
		{parsed(Text("a name")), `""`, nil, "'key' expects a name."},
		{parsed(OneOf("a", "b", "c")), "b", "b", ""},
		{parsed(OneOf("a", "b", "c")), "d", nil, "'key' expects 'a', 'b' or 'c' (got 'd')."},
		{parsed(OneOf("a", "b", "c")), "", nil, "'key' expects 'a', 'b' or 'c'."},
		{parsed(OnOff), "on", true, ""},
		{parsed(OnOff), "off", false, ""},
		{parsed(OnOff), "no", nil, "'key' expects 'on' or 'off' (got 'no')."},
	} {
		got, err := c.parse(args(t, c.text))
		switch {
		case err == nil && c.err == "":
			if got != c.want {
				t.Errorf("%q reads as %v; want %v", c.text, got, c.want)
			}
		case err == nil || err.Error() != c.err:
			t.Errorf("%q: %v; want %s", c.text, err, c.err)
		}
	}
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		form  Form
		usage string
		good  []string
		bad   []string
	}{
		{FormNone, "", []string{""}, nil},
		{FormNumber, "<number>", []string{"0", "7"}, []string{"", "-1", "x"}},
		{FormRange(-20, 19), "<-20..19>", []string{"-20", "19"}, []string{"20"}},
		{FormSize, "<size>", []string{"1k"}, []string{"1x"}},
		{FormTime, "<time>", []string{"1s"}, []string{"1x", ""}},
		{FormOnOff, "{ on | off }", []string{"on"}, []string{"On", ""}},
		{FormWord, "<value>", []string{"x"}, []string{""}},
		{FormWords, "<value>...", []string{"x y"}, []string{""}},
		{Maybe(FormOnOff), "[{ on | off }]", []string{"", "on"}, []string{"x"}},
		{FormOnOff.Then("EXPERIMENTAL"), "{ on | off } [EXPERIMENTAL]", []string{"on", "off EXPERIMENTAL"}, []string{"EXPERIMENTAL"}},
	} {
		if c.form.Usage != c.usage {
			t.Errorf("usage %q; want %q", c.form.Usage, c.usage)
		}
		for _, text := range c.good {
			if a := args(t, text); c.form.check(a) != nil || !a.Done() {
				t.Errorf("%s refuses %q", c.usage, text)
			}
		}
		for _, text := range c.bad {
			if c.form.check(args(t, text)) == nil {
				t.Errorf("%s takes %q", c.usage, text)
			}
		}
	}
}

func TestArgs(t *testing.T) {
	a := args(t, "one two three four")
	if a.Peek() != "one" || a.Accept("two") || !a.Accept("one") || a.Next().Text != "two" || a.Len() != 2 {
		t.Errorf("the cursor is at %q", a.Peek())
	}
	if got := a.RestText(); got != "three four" || !a.Done() || a.Peek() != "" || a.Next() != (Word{}) {
		t.Errorf("the rest is %q", got)
	}
	if addr, err := args(t, ":80").Addr(AddrListen); err != nil || addr.Port != 80 {
		t.Errorf("address %v, %v", addr, err)
	}
	if _, err := args(t, "").Addr(AddrListen); err == nil || err.Error() != "'key' expects an address." {
		t.Errorf("a missing address: %v", err)
	}
	a.Warnf("w%d", 1)
	a.Noticef("n")
	if d := a.loader.diag; d.Count(Warning) != 1 || d.Count(Notice) != 1 || d.Failed() {
		t.Errorf("got %v", d.Messages())
	}
}

func TestKeys(t *testing.T) {
	parent := NewBag(nil)
	b := NewBag(parent)
	testMaxconn.Set(parent, 5)
	testLog.Add(parent, []string{"x"})
	if testMaxconn.Own(b) || !testMaxconn.Own(parent) || testMaxconn.Or(b, 0) != 5 || len(testLog.All(b)) != 1 || len(testLog.Own(b)) != 0 {
		t.Error("a bag does not see its parent's values as inherited ones")
	}
	if n, ok := testMaxconn.Get(nil); n != 0 || ok || testLog.All(nil) != nil || testLog.Own(nil) != nil || !testMaxconn.At(nil).IsZero() {
		t.Error("no bag is not empty")
	}
	f, d := load("defaults\n log a\n option http-keep-alive\nlisten l\n no log\n default option http-keep-alive\n")
	l := f.Find("listen", "l").Bag
	if d.Failed() || len(testLog.All(l)) != 0 || testKeepAlive.Or(l, false) {
		t.Error("`no log` or `default option` leave what is inherited")
	}
}

func TestOff(t *testing.T) {
	f, _ := load("defaults\n no option http-keep-alive\nlisten a\n option http-keep-alive\nlisten b\n default option http-keep-alive\nlisten c\n")
	for name, want := range map[string]bool{"a": false, "b": false, "c": true} {
		b := f.Find("listen", name).Bag
		if got := testKeepAlive.Off(b); got != want || b.Parent() == nil || b.Parent().Parent() != nil {
			t.Errorf("%s: off %v; want %v", name, got, want)
		}
	}
}

func TestPredefined(t *testing.T) {
	env := NewEnv([]string{"HAPROXY_BRANCH=old", "bad"})
	env.Predefine("peer1", []string{"a.cfg", "b.cfg"})
	_, d := Load([]Source{{"t.cfg", []byte(".if !streq(\"$HAPROXY_BRANCH\",3.5) || !streq(\"$HAPROXY_CFGFILES\",\"a.cfg;b.cfg\") || !streq(\"$HAPROXY_LOCALPEER\",peer1)\n.alert no\n.endif\n")}}, env)
	if d.Failed() {
		t.Errorf("%s", d.Append(nil, Banner{}, false))
	}
	if v, _ := env.Lookup("HAPROXY_HTTP_LOG_FMT"); v != HTTPLogFormat {
		t.Errorf("HAPROXY_HTTP_LOG_FMT is %q", v)
	}
}

func TestReason(t *testing.T) {
	if got := reason(errors.New("plain")); got != "plain" {
		t.Errorf("got %q", got)
	}
}

func TestAddressesNameVariablesOutsideQuotes(t *testing.T) {
	tests := []struct{ text, want string }{
		{"${IP}:${PORT}", "192.0.2.1:80"},
		{"$IP:1", "192.0.2.1:1"},
		{"${NONE}:${NONE}", ":"},
		{"*:80", "*:80"},
	}
	env := NewEnv([]string{"IP=192.0.2.1", "PORT=80"})
	for _, tt := range tests {
		a := &Args{words: []Word{{Text: tt.text}}, loader: &loader{env: env}}
		if got := a.NextAddr(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
