package conf

import (
	"errors"
	"testing"
)

func TestEvaluate(t *testing.T) {
	env := NewEnv([]string{"HOME=/root", "V=a b"})
	for _, c := range []struct {
		condition string
		want      bool
	}{
		{"", false}, {"0", false}, {"00", false}, {"1", true}, {"2", true}, {"-1", true}, {" 1 ", true},
		{"!1", false}, {"!0", true}, {"! 1", false}, {"!!1", true},
		{"1 && 0", false}, {"1&&1", true}, {"0 || 1", true}, {"0||0", false},
		{"1 || 0 && 0", true}, {"(1 || 0) && 0", false}, {"0 && 0 || 1", true}, {"!(1 && 0)", true}, {"(1)&&(0)", false}, {"((1))", true},
		{"defined(HOME)", true}, {"defined(NOPE)", false}, {"defined()", false}, {"defined", false}, {"0x10", true}, {"0x0", false}, {"!defined(HOME)", false},
		{`streq("$HOME",/root)`, true}, {"streq($HOME,/root)", false}, {`streq("$V",a b)`, true}, {`streq(a\ b,a b)`, true},
		{"streq( a,a)", false}, {`streq("'a,b'",'"a,b"')`, true}, {"strneq(a,b)", true}, {"strneq(a,a)", false},
		{"strstr(abc,b)", true}, {"strstr(abc,x)", false},
		{"feature(OPENSSL)", true}, {"feature(METERGATE)", true}, {"feature(PROMEX)", true}, {"feature(LUA)", false}, {"feature(nope)", false},
		{"feature(ZLIB)", true}, {"feature(LINUX_SPLICE)", true}, {"feature(TPROXY)", true}, {"feature(PCRE) || feature(PCRE2)", true},
		{"feature(THREAD)", true}, {"feature(OPENSSL_WOLFSSL)", false}, {"feature(OBSOLETE_LINKER)", false},
		{"enabled(SPLICE)", true}, {"enabled(FAST-FORWARD)", true}, {"enabled(nope)", false},
		{"version_atleast(3.0)", true}, {"version_atleast(3.5-dev4)", true}, {"version_atleast(v2.8-dev8)", true}, {"version_atleast(3.5.0)", true},
		{"version_atleast(3.5.1)", false}, {"version_atleast(3.6-dev0)", false}, {"version_atleast(4)", false},
		{"version_before(3.5)", false}, {"version_before(3.5.1)", true}, {"version_before(3.6)", true}, {"version_before(2.4)", false},
		{"openssl_version_atleast(1.0.2)", true}, {"openssl_version_atleast(1.1.1)", true}, {"openssl_version_atleast(3.0.0)", true},
		{"openssl_version_atleast(3.0.0-alpha1)", true}, {"openssl_version_atleast(3.0.0a)", false}, {"openssl_version_before(3.0.1)", true},
		{"openssl_version_before(1.1.1zz)", false},
		{"ssllib_name_startswith(OpenSSL)", true}, {"ssllib_name_startswith(wolfSSL)", false}, {"ssllib_name_startswith(LibreSSL)", false},
		{"ssllib_name_startswith(BoringSSL)", false}, {"ssllib_name_startswith(AWS-LC)", false},
		{"awslc_api_atleast(1)", false}, {"awslc_api_before(99)", false}, {"!fips_mode()", true},
		{"feature(OPENSSL) && (openssl_version_atleast(1.1.1) || ssllib_name_startswith(AWS-LC)) && !fips_mode()", true},
	} {
		if got, err := Evaluate(c.condition, env); err != nil || got != c.want {
			t.Errorf("Evaluate(%q) = %v, %v; want %v", c.condition, got, err, c.want)
		}
	}
}

func TestEvaluateErrors(t *testing.T) {
	for _, c := range []struct {
		condition, want string
		col             int
	}{
		{"foo", "unparsable conditional expression 'foo'", 1},
		{"1 x", "unexpected character 'x' at the end of conditional expression '1 x'", 3},
		{"1 &&", "unparsable conditional expression '&&'", 3},
		{"1 || x", "unparsable conditional expression 'x'", 6},
		{"0 && x", "unparsable conditional expression 'x'", 6},
		{"!", "unparsable conditional expression '!'", 1},
		{"(1", "expected ')' after conditional expression '(1'", 1},
		{"()", "unparsable conditional expression ')'", 2},
		{"streq(a  b,a b", "expected ')' in argument 2 of predicate 'streq' used in conditional expression", 15},
		{"streq(a,b", "expected ')' in argument 2 of predicate 'streq' used in conditional expression", 10},
		{"streq(a)", "missing arguments (got 1/2), type 'string' expected in argument 1 of predicate 'streq' used in conditional expression", 8},
		{"streq(a,b,c)", "expected ')' before ',c)' in argument 2 of predicate 'streq' used in conditional expression", 10},
		{"fips_mode(x)", "expected ')' before 'x' in argument 1 of predicate 'fips_mode' used in conditional expression", 13},
		{"streq(a,a)x", "unexpected character 'x' at the end of conditional expression 'streq(a,a)x'", 11},
		{" ", "unparsable conditional expression ' '", 1},
		{"streq", "missing arguments (got 1/2), type 'string' expected in argument 1 of predicate 'streq' used in conditional expression", 5},
		{"streq(a", "missing arguments (got 1/2), type 'string' expected in argument 1 of predicate 'streq' used in conditional expression", 7},
		{`"a`, "Unmatched quote.", 1},
		{`\x`, "Truncated or invalid hexadecimal sequence.", 1},
	} {
		_, err := Evaluate(c.condition, NewEnv(nil))
		var ce *CondError
		if !errors.As(err, &ce) || ce.Text != c.want || ce.Col != c.col {
			t.Errorf("Evaluate(%q): %#v; want %q at %d", c.condition, err, c.want, c.col)
		}
	}
}

// The answers to the questions of test suites and scripts rest on the list.
func TestFeatureListIsSortedAndComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range append(present[:len(present):len(present)], absent...) {
		if seen[n] {
			t.Errorf("%s is listed twice", n)
		}
		seen[n] = true
	}
	for i := 1; i < len(predicates); i++ {
		if predicates[i-1].name >= predicates[i].name {
			t.Errorf("predicate %s is out of order", predicates[i].name)
		}
	}
}

func FuzzEvaluate(f *testing.F) {
	for _, seed := range []string{
		"1", "!(0||1)&&feature(X)", "streq('a,b',\"$HOME\")", "((((", "!!!!", "version_atleast(3.5-dev4)", "openssl_version_before(1.0.2zh)", "fips_mode()", "-", "&&",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, condition string) {
		v, err := Evaluate(condition, lexEnv)
		var ce *CondError
		if errors.As(err, &ce) && (ce.Col < 1 || ce.Col > 4*len(condition)+len("x y  z")+64) {
			t.Fatalf("error at %d", ce.Col)
		}
		if err == nil {
			if not, err := Evaluate("!("+condition+")", lexEnv); err == nil && not == v {
				t.Fatalf("%q and its negation are both %v", condition, v)
			}
		}
	})
}
