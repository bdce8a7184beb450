package sample

import (
	"strings"
	"testing"
)

func condEnv(t testing.TB) *Env {
	env := testEnv()
	env.Line = 1
	for _, a := range []string{"yes always_true", "no always_false", "TRUE always_true", "many str(a) b", "many str(a) a"} {
		if err := env.ACLs.Add(words(a), env); err != nil {
			t.Fatal(err)
		}
	}
	return env
}

func TestConditions(t *testing.T) {
	cx := newTestCtx(t)
	for _, tc := range []struct {
		cond string
		want Result
	}{
		{"if yes", Pass},
		{"if no", Fail},
		{"unless no", Pass},
		{"unless yes", Fail},
		{"if yes yes", Pass},
		{"if yes no", Fail},
		{"if no or yes", Pass},
		{"if no || yes", Pass},
		{"if yes no or no yes", Fail},
		{"if yes no or yes !no", Pass},
		{"if !no", Pass},
		{"if ! no", Pass},
		{"if !!no", Fail},
		{"if { str(a) a }", Pass},
		{"if !{ str(a) a }", Fail},
		{"if ! { str(a) b }", Pass},
		{"if { str(a) b } || { str(a) -m beg a } yes", Pass},
		{"unless { str(a) b } || no", Pass},
		{"if many", Pass},
		{"if FALSE", Fail},
		{"if TRUE", Pass},
		{"if { acl(yes,!no) }", Pass},
		{"if { acl(yes,no) }", Fail},
	} {
		c, err := ParseCond(words(tc.cond), condEnv(t))
		if err != nil {
			t.Errorf("%s: %v", tc.cond, err)
			continue
		}
		if got := c.Eval(cx); got != tc.want {
			t.Errorf("%s = %v, want %v", tc.cond, got, tc.want)
		}
	}
	if !(*Cond)(nil).Holds(cx) {
		t.Error("no condition does not hold")
	}
}

func TestConditionErrors(t *testing.T) {
	for _, tc := range []struct{ cond, want string }{
		{"", "expected 'if' or 'unless'"},
		{"yes", "expected 'if' or 'unless'"},
		{"if", "missing ACL in condition, at the end of 'if'"},
		{"unless", "missing ACL in condition, at the end of 'unless'"},
		{"if ||", "missing ACL in condition, before '||'"},
		{"if || yes", "missing ACL in condition, before '|| yes'"},
		{"if yes ||", "missing ACL in condition, at the end of 'if'"},
		{"if yes or or no", "missing ACL in condition, before 'or no'"},
		{"if x", "no such ACL : 'x'"},
		{"if !x", "no such ACL : 'x'"},
		{"if !", "no such ACL : ''"},
		{"if {str(a) a}", "no such ACL : '{str(a)'"},
		{"if { str(a) a", "missing closing '}' in condition"},
		{"if { }", "missing fetch method in ACL expression ''"},
		{"if { foo(1) a }", "unknown fetch method 'foo' in ACL expression 'foo(1)'"},
	} {
		_, err := ParseCond(words(tc.cond), condEnv(t))
		if err == nil || err.Error() != tc.want {
			t.Errorf("%s: error %q, want %q", tc.cond, err, tc.want)
		}
	}
}

// TestACLOrder checks that an ACL is known only behind its declaration.
func TestACLOrder(t *testing.T) {
	env := testEnv()
	env.Line = 10
	if err := env.ACLs.Add(words("late always_true"), env); err != nil {
		t.Fatal(err)
	}
	env.Line = 9
	if _, err := ParseCond(words("if late"), env); err == nil {
		t.Error("an ACL of a later line is known")
	}
	env.Line = 11
	if _, err := ParseCond(words("if late"), env); err != nil {
		t.Error(err)
	}
}

// TestConditionPending checks the third answer: not yet.
func TestConditionPending(t *testing.T) {
	RegisterFetch(Fetch{Name: "test.later", Out: Bool, Needs: Constant, Get: func(cx *Ctx, _ Args) (Value, bool) {
		cx.Pending = true
		return Value{}, false
	}})
	cx := newTestCtx(t)
	for cond, want := range map[string]Result{
		"if { test.later }": Miss, "if !{ test.later }": Miss, "if no { test.later }": Fail, "if yes { test.later }": Miss,
		"if { test.later } or yes": Pass, "unless { test.later }": Miss,
	} {
		c, err := ParseCond(words(cond), condEnv(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Eval(cx); got != want {
			t.Errorf("%s = %v, want %v", cond, got, want)
		}
	}
}

func TestConditionAvailability(t *testing.T) {
	RegisterFetch(Fetch{Name: "test.head", Out: Str, Needs: ReqHead, Get: func(*Ctx, Args) (Value, bool) { return Value{}, false }})
	env := condEnv(t)
	env.At = AtHTTPRes
	var got []string
	env.Warn = func(s string) { got = append(got, s) }
	if err := env.ACLs.Add(words("h test.head a"), env); err != nil {
		t.Fatal(err)
	}
	if _, err := ParseCond(words("if h || { test.head a } || yes"), env); err != nil {
		t.Fatal(err)
	}
	want := "acl 'h' will never match because it only involves keywords that are incompatible with 'frontend http-response header rule'\n" +
		"anonymous acl will never match because it uses keyword 'test.head' which is incompatible with 'frontend http-response header rule'"
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("warnings\n%s\nwant\n%s", text, want)
	}
}

// TestConditionAllocs checks that conditions are answered without allocation.
func TestConditionAllocs(t *testing.T) {
	cx := newTestCtx(t)
	c, err := ParseCond(words("if { str(/API/x) -m beg -i /api } { str(x.jpg) -m end .png .jpg } { ipv4(10.1.1.1) 10.0.0.0/8 } "+
		"{ str(abc) -m reg ^a } { int(5) 1:9 } { str(a.b.c) -m dom b } { str(ABC) -i abc } !no many"), condEnv(t))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Holds(cx) {
		t.Fatal("the condition does not hold")
	}
	if n := testing.AllocsPerRun(100, func() { c.Holds(cx) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzCond checks that a condition's canonical text compiles to a condition with the same text and answer.
func FuzzCond(f *testing.F) {
	for _, s := range []string{
		"if yes !no or { str(a) -i A b }", "unless ! { int(3) gt 2 lt 1 }", "if { str(a) -m reg a|b } || many", "if !!yes",
		`if { str("a,b") -- -x }`, "if { ipv4(1.2.3.4) 1.0.0.0/8 } { str(a) -f words.lst }",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		env := condEnv(t)
		c, err := ParseCond(words(src), env)
		if err != nil || strings.ContainsAny(src, `\'"#`) {
			return // quoting belongs to the lexer, which words is not
		}
		again, err := ParseCond(words(c.String()), env)
		if err != nil || again.String() != c.String() {
			t.Fatalf("%q is printed as %q, which gives %v, %v", src, c, again, err)
		}
		cx := newTestCtx(t)
		if a, b := c.Eval(cx), again.Eval(cx); a != b && !volatile(src) {
			t.Fatalf("%q answers %v, its print %v", src, a, b)
		}
	})
}
