package sample

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func testEnv() *Env {
	files := map[string]string{
		"words.lst": "# comment\n\n  alpha  \nbeta\r\n", "map.lst": "alpha value one\nbeta\ttwo\n", "nets.lst": "10.0.0.0/8\n2001:db8::/32\n",
	}
	return &Env{
		ACLs: &ACLs{},
		ReadFile: func(name string) ([]byte, error) {
			if s, ok := files[name]; ok {
				return []byte(s), nil
			}
			return nil, errors.New("no such file")
		},
		LookupHost: func(name string) ([]string, error) {
			if name == "localhost" {
				return []string{"127.0.0.1", "::1"}, nil
			}
			return nil, errors.New("no such host")
		},
	}
}

// words cuts a line of a test at blanks; quotes and escapes of the first level are not needed there.
func words(line string) []string { return strings.Fields(line) }

func TestACLMatches(t *testing.T) {
	cx := newTestCtx(t)
	for _, tc := range []struct {
		acl  string
		want Result
	}{
		{"always_true", Pass},
		{"always_false", Fail},
		{"str(a) a", Pass},
		{"str(a) b a", Pass},
		{"str(a) A", Fail},
		{"str(A) -i a", Pass},
		{"str(a),upper A", Pass},
		{"str() -m found", Pass},
		{"env(NO_SUCH_VARIABLE) -m found", Fail},
		{"var(txn.none) -m found", Fail},
		{"var(txn.s) -m str abc", Pass},
		{"int(0) -m bool", Fail},
		{"int(2) -m bool", Pass},
		{"str(/api/v1) -m beg /x /api", Pass},
		{"str(/api/v1) -m beg /api/v2 /ap/", Fail},
		{"str(/API/v1) -m beg -i /api", Pass},
		{"str(/a) -m beg /a /a/b /b", Pass},
		{"str(/a/b) -m beg /a/b/c /a", Pass},
		{"str(x.jpg) -m end .png .jpg", Pass},
		{"str(x.JPG) -m end -i .png .jpg", Pass},
		{"str(x.jpg) -m end jpg.x", Fail},
		{"str(abcdef) -m sub cd", Pass},
		{"str(abcdef) -m sub dc", Fail},
		{"str(/a/bc/d) -m dir bc", Pass},
		{"str(/a/bc/d) -m dir b", Fail},
		{"str(/a/bc?d) -m dir /bc/", Pass},
		{"str(/a/b/c) -m dir b/c", Pass},
		{"str(www.example.com) -m dom example", Pass},
		{"str(www.example.com:80) -m dom example.com", Pass},
		{"str(www.example.com) -m dom exam", Fail},
		{"str(WWW.Example.com) -m dom -i example", Pass},
		{"str(abc) -m len 3", Pass},
		{"str(abc) -m len gt 3", Fail},
		{"str(abc) -m reg ^a.c$", Pass},
		{"str(ABC) -m reg ^a.c$", Fail},
		{"str(ABC) -m reg -i x ^a.c$", Pass},
		{"bin(6162) -m bin 63 6162", Pass},
		{"str(ab) -m bin 6162", Pass},
		{"int(5) 5", Pass},
		{"int(5) 1 2:4 7", Fail},
		{"int(5) 1:5", Pass},
		{"int(5) :5", Pass},
		{"int(5) 6:", Fail},
		{"int(5) gt 4", Pass},
		{"int(5) gt 5", Fail},
		{"int(5) ge 5", Pass},
		{"int(5) lt 5 gt 7", Fail},
		{"int(9) lt 5 gt 7", Pass},
		{"int(-3) -- -3", Pass},
		{"int(-3) -3", Pass},
		{"int(5) eq 4 6", Fail},
		{"str(12) -m int 12", Pass},
		{"ipv4(10.1.2.3) 10.0.0.0/8", Pass},
		{"ipv4(10.1.2.3) 10.0.0.0/255.255.0.0", Fail},
		{"ipv4(10.1.2.3) 192.168.0.1 10.1.2.3", Pass},
		{"ipv4(10.1.2.3) ::ffff:10.1.2.0/120", Pass},
		{"ipv6(::ffff:10.1.2.3) 10.0.0.0/8", Pass},
		{"ipv6(2001:db8::1) 2001:db8::/32", Pass},
		{"ipv6(2001:db8::1) 10.0.0.0/8", Fail},
		{"ipv4(127.0.0.1) localhost", Pass},
		{"str(10.1.1.1) -m ip 10.0.0.0/8", Pass},
		{"str(nonsense) -m ip 0.0.0.0/0", Fail},
		{"meth(GET) POST GET", Pass},
		{"meth(get) GET", Fail},
		{"str(beta) -f words.lst", Pass},
		{"str(gamma) -f words.lst", Fail},
		{"str(gamma) -f words.lst gamma", Pass},
		{"str(ALPHA) -i -f words.lst", Pass},
		{"str(alpha) -M -f map.lst", Pass},
		{"str(beta) -M -f map.lst", Pass},
		{"ipv4(10.9.9.9) -f nets.lst", Pass},
		{"str(a) -u 7 a", Pass},
		{"str(a) -m str", Fail},
		{"str(-x) -- -x", Pass},
	} {
		x, err := parseACLExpr(words(tc.acl), testEnv())
		if err != nil {
			t.Errorf("%s: %v", tc.acl, err)
			continue
		}
		if got := x.eval(cx); got != tc.want {
			t.Errorf("%s = %v, want %v", tc.acl, got, tc.want)
		}
	}
}

func TestACLErrors(t *testing.T) {
	for _, tc := range []struct{ acl, want string }{
		{"", "'acl' expects a name and an expression."},
		{"x", "error detected while parsing ACL 'x' : missing fetch method in ACL expression ''."},
		{"x foo(1) a", "error detected while parsing ACL 'x' : unknown fetch method 'foo' in ACL expression 'foo(1)'."},
		{"x str(a),foo x", "error detected while parsing ACL 'x' : unknown converter 'foo' in ACL expression 'str(a),foo'."},
		{"x str(a)x y", "error detected while parsing ACL 'x' : missing comma after fetch keyword 'str' in ACL expression 'str(a)x'."},
		{"x str(a), y", "error detected while parsing ACL 'x' : unknown converter '' in ACL expression 'str(a),'."},
		{"x str(a) -m foo a", "error detected while parsing ACL 'x' : unknown matching method 'foo' when parsing ACL expression."},
		{"x str(a) -m", "error detected while parsing ACL 'x' : unknown matching method '' when parsing ACL expression."},
		{"x str(a) -f /none", "error detected while parsing ACL 'x' : failed to open pattern file </none>."},
		{"x str(a) -x a", "error detected while parsing ACL 'x' : '-x' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'."},
		{"x str(a) -u b c", "error detected while parsing ACL 'x' : the argument of -u must be an integer."},
		{"x ipv4(1.2.3.4) 1.2.3.4/33", "error detected while parsing ACL 'x' : '1.2.3.4/33' is not a valid IPv4 or IPv6 address."},
		{"x ipv4(1.2.3.4) -n localhost", "error detected while parsing ACL 'x' : 'localhost' is not a valid IPv4 or IPv6 address."},
		{"x ipv4(1.2.3.4) nohost.invalid", "error detected while parsing ACL 'x' : 'nohost.invalid' is not a valid IPv4 or IPv6 address."},
		{"x int(1) foo", "error detected while parsing ACL 'x' : 'foo' is not a number."},
		{"x int(1) 3:1", "error detected while parsing ACL 'x' : '3:1' is not a valid number range."},
		{"x int(1) gt", "error detected while parsing ACL 'x' : the operator 'gt' expects a number."},
		{"x str(a) -m reg (", "error detected while parsing ACL 'x' : regex '(' is invalid (missing closing ): '(')."},
		{"x str(a) -m reg (?=a", "error detected while parsing ACL 'x' : regex '(?=a' is invalid (error parsing regexp: missing closing ) in `(?=a`)."},
		{"x bin(00) a", "error detected while parsing ACL 'x' : matching method must be specified first (using '-m') when using a sample fetch of this type ('bin(00)')."},
		{"x bin(00) -m bin 0g", "error detected while parsing ACL 'x' : '0g' is not an even number of hexadecimal digits."},
		{"x bool(1) -m ip ::1", "error detected while parsing ACL 'x' : matching method 'ip' cannot be used with expression 'bool(1)', which is of type bool."},
		{"a/b str(a) a", "character '/' is not permitted in acl name 'a/b'."},
		{"or str(a) a", "acl name 'or' will never match. 'or' is used to express a logical disjunction within a condition."},
	} {
		env := testEnv()
		err := env.ACLs.Add(words(tc.acl), env)
		if err == nil || err.Error() != tc.want {
			t.Errorf("acl %s: error\n  %v\nwant\n  %s", tc.acl, err, tc.want)
		}
	}
}

func TestACLWarnings(t *testing.T) {
	for _, tc := range []struct {
		acl  string
		want int
	}{
		{"x str(a)", 1}, {"x str(a) --", 0}, {"x str(a) -m beg", 1}, {"x always_true a", 1}, {"x always_true", 0}, {"x str(a) -m found", 0},
	} {
		env, got := testEnv(), 0
		env.Warn = func(string) { got++ }
		if err := env.ACLs.Add(words(tc.acl), env); err != nil || got != tc.want {
			t.Errorf("acl %s: %d warnings (%v), want %d", tc.acl, got, err, tc.want)
		}
	}
}

// TestACLSeveralOccurrences checks that an ACL asks every occurrence of a sample.
func TestACLSeveralOccurrences(t *testing.T) {
	values := []string{"one", "two", "three"}
	RegisterFetch(Fetch{
		Name: "test.many", Out: Str, Needs: Constant, Forms: StringForms("test_many"),
		Get: func(cx *Ctx, _ Args) (Value, bool) {
			if !cx.Iter.On {
				return StringOf(values[len(values)-1]), true
			}
			i := cx.Iter.Pos
			cx.Iter.Pos, cx.Iter.More = i+1, i+1 < len(values)
			return StringOf(values[i]), true
		},
	})
	cx := newTestCtx(t)
	for acl, want := range map[string]Result{
		"test.many two": Pass, "test.many three": Pass, "test.many four": Fail, "test_many_end ee": Pass, "test_many_len 4": Fail, "test_many_reg ^t": Pass,
	} {
		x, err := parseACLExpr(words(acl), testEnv())
		if err != nil {
			t.Fatal(err)
		}
		if got := x.eval(cx); got != want {
			t.Errorf("%s = %v, want %v", acl, got, want)
		}
	}
	if cx.Iter.On {
		t.Error("the walk goes on after the ACL")
	}
}

// TestPatternSets compares the indexed sets with the plain meaning of their methods.
func TestPatternSets(t *testing.T) {
	var list []string
	for i := range 500 {
		list = append(list, fmt.Sprintf("%x", i*i))
	}
	plain := map[string]func(v, p string) bool{"str": func(v, p string) bool { return v == p }, "beg": strings.HasPrefix, "end": strings.HasSuffix, "sub": strings.Contains}
	cx := &Ctx{}
	for name, f := range plain {
		set, err := methods[name].build(patternsOf(list), patternOpts{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3000 {
			v := fmt.Sprintf("%x", i*7)
			want := false
			for _, p := range list {
				want = want || f(v, p)
			}
			if got := set.find(cx, StringOf(v)) != nil; got != want {
				t.Fatalf("-m %s: %q = %v, want %v", name, v, got, want)
			}
			cx.Reset()
		}
	}
}
