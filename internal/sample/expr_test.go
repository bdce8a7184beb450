package sample

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// newTestCtx returns a context with the variables that the test expressions use.
func newTestCtx(t testing.TB) *Ctx {
	t.Helper()
	cx := &Ctx{Now: 1700000000_123456789}
	cx.UseVars(TxnScope, new(Vars))
	for name, v := range map[string]Value{"txn.s": StringOf("abc"), "txn.one": IntOf(1), "txn.n": IntOf(-7)} {
		vr, err := ParseVar(name)
		if err != nil || !vr.Set(cx, v) {
			t.Fatalf("cannot set %s: %v", name, err)
		}
	}
	return cx
}

// TestExpressions compares results with those of HAProxy.
func TestExpressions(t *testing.T) {
	table, err := os.ReadFile("testdata/expressions.txt")
	if err != nil {
		t.Fatal(err)
	}
	cx := newTestCtx(t)
	for line := range strings.Lines(string(table)) {
		expr, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || line[0] == '#' {
			continue
		}
		f, err := ParseFormat("%["+expr+"]", &Env{At: AtHTTPReq})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if got := string(f.Append(nil, cx)); got != want {
			t.Errorf("%s = %q, want %q", expr, got, want)
		}
	}
}

func TestExpressionErrors(t *testing.T) {
	for _, tc := range []struct{ expr, want string }{
		{"", "missing fetch method"},
		{"foo", "unknown fetch method 'foo'"},
		{"foo(1)", "unknown fetch method 'foo'"},
		{"str(a),foo", "unknown converter 'foo'"},
		{"str(a),lowr", "unknown converter 'lowr', did you mean 'lower' maybe ?"},
		{"rnd(5)", "unknown fetch method 'rnd', did you mean 'rand' maybe ?"},
		{"ssl_fc_session_key", "fetch method 'ssl_fc_session_key' is not supported: secrets of sessions are not handed out"},
		{"bin(00),protobuf(1)", "converter 'protobuf' is not supported: this protocol is not spoken"},
		{"str(a),", "unknown converter ''"},
		{"str(a", "fetch method 'str' : expected ')'"},
		{`str("a b)`, "fetch method 'str' : expected ')'"},
		{"str(a,b)", "fetch method 'str' : expected ')' before ',b)'"},
		{"always_true(x)", "fetch method 'always_true' : expected ')' before 'x)'"},
		{"str(a)b", "missing comma after fetch keyword 'str'"},
		{"str(a),lower)", "missing comma after converter 'lower'"},
		{"int", "fetch method 'int' : expected type 'integer' at position 1, but got nothing"},
		{"int()", "fetch method 'int' : expected type 'integer' at position 1, but got nothing"},
		{"int(0x10)", "fetch method 'int' : failed to parse '0x10' as type 'integer' at position 1"},
		{"int( 1)", "fetch method 'int' : failed to parse ' 1' as type 'integer' at position 1"},
		{"ipv4(1.2.3)", "fetch method 'ipv4' : failed to parse '1.2.3' as type 'IPv4 address' at position 1"},
		{"ipv4(::1)", "fetch method 'ipv4' : failed to parse '::1' as type 'IPv4 address' at position 1"},
		{"str(a),lower(1)", "invalid arg 1 in converter 'lower' : expected ')' before '1)'"},
		{"str(a),field", "invalid arg 1 in converter 'field' : expected type 'integer' at position 1, but got nothing"},
		{"str(a),field(a,b)", "invalid arg 1 in converter 'field' : failed to parse 'a' as type 'integer' at position 1"},
		{"str(a),field(1,/,2,3)", "invalid arg 3 in converter 'field' : expected ')' before ',3)'"},
		{"str(a),field(0,/)", "invalid args in converter 'field' : unexpected value 0 for index"},
		{"str(a),regsub(a)", "invalid arg 2 in converter 'regsub' : missing arguments (got 1/2), type 'string' expected"},
		{"str(a),regsub(a,b,z)", "invalid args in converter 'regsub' : invalid regex flag 'z', only 'i' and 'g' are supported"},
		{"str(a),concat(a,b", "invalid arg 2 in converter 'concat' : expected ')'"},
		{"int(1),ipmask(33)", "invalid arg 1 in converter 'ipmask' : failed to parse '33' as type 'IPv4 mask' at position 1"},
		{"bool(1),ipmask(24)", "converter 'ipmask' cannot be applied: it takes type addr and gets bool"},
		{"bool(yes)", "invalid args in fetch method 'bool' : expects 'true', 'false', '0' or '1'"},
		{"bin(616)", "invalid args in fetch method 'bin' : an even number of hex digits is expected"},
		{"var(foo)", "invalid args in fetch method 'var' : invalid variable name 'foo'. A variable name begins with its scope: 'proc.', 'sess.', 'txn.', 'req.', 'res.' or 'check.'"},
		{"str(a),digest(nope)", "invalid args in converter 'digest' : algorithm must be a message digest's name, such as md5, sha1, sha256, sha384, sha512 or sha3-256"},
		{"int(1),utime(%Q)", "invalid args in converter 'utime' : unknown date conversion '%Q' in format '%Q'"},
		{"acl(nope)", "invalid args in fetch method 'acl' : no such ACL : 'nope'"},
	} {
		_, _, err := ParseExpr([]string{tc.expr}, &Env{})
		if err == nil || err.Error() != tc.want {
			t.Errorf("%s: error %q, want %q", tc.expr, err, tc.want)
		}
	}
}

// TestExprWords checks how far an expression stretches over words.
func TestExprWords(t *testing.T) {
	for _, tc := range []struct {
		words string
		used  int
		text  string
	}{
		{"str(a) lower if TRUE", 2, "str(a),lower"},
		{"str(a),lower upper,hex if TRUE", 2, "str(a),lower,upper,hex"},
		{"str(a), lower", 2, "str(a),lower"},
		{"str(a) , lower", 1, "str(a)"},
		{"str(a) foo", 1, "str(a)"},
		{"str(a)", 1, "str(a)"},
	} {
		e, used, err := ParseExpr(strings.Fields(tc.words), &Env{})
		if err != nil || used != tc.used || e.String() != tc.text {
			t.Errorf("%s: took %d words to make %v (%v), want %d: %s", tc.words, used, e, err, tc.used, tc.text)
		}
	}
}

func TestExprAvailability(t *testing.T) {
	RegisterFetch(Fetch{Name: "test.res", Out: Str, Needs: ResHead, Get: func(*Ctx, Args) (Value, bool) { return StringOf("r"), true }})
	defer delete(registry.fetches, "test.res")
	words := []string{"test.res,lower"}
	if _, _, err := ParseExpr(words, &Env{At: AtHTTPRes}); err != nil {
		t.Error(err)
	}
	_, _, err := ParseExpr(words, &Env{At: AtHTTPReq})
	const want = "fetch method 'test.res' extracts information from 'HTTP response headers', none of which is available here"
	if err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

// TestResolve checks arguments that name objects.
func TestResolve(t *testing.T) {
	RegisterFetch(Fetch{
		Name: "test.nbsrv", Args: []Arg{{Name: "backend", Kind: ArgBackend}}, Out: Int, Needs: Internal,
		Get: func(_ *Ctx, a Args) (Value, bool) { return IntOf(int64(a[0].Ref.(int))), true },
	})
	env := testEnv()
	env.Proxy = "frontend 'f'"
	env.Resolve = func(_ ArgKind, name string) (any, error) {
		n, ok := map[string]int{"": 1, "be": 2}[name]
		if !ok {
			return nil, errors.New("unable to find backend '" + name + "'")
		}
		return n, nil
	}
	for src, want := range map[string]int64{"test.nbsrv": 1, "test.nbsrv()": 1, "test.nbsrv(be)": 2} {
		e, _, err := ParseExpr([]string{src}, env)
		if err != nil {
			t.Fatal(err)
		}
		if v, _ := e.Eval(&Ctx{}); v.Int() != want {
			t.Errorf("%s = %d, want %d", src, v.Int(), want)
		}
	}
	_, _, err := ParseExpr([]string{"test.nbsrv(no)"}, env)
	if want := "unable to find backend 'no' referenced in arg 1 of sample fetch keyword 'test.nbsrv' in proxy 'f'"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	_, err = parseACLExpr(words("test.nbsrv(no) gt 1"), env)
	if want := "unable to find backend 'no' referenced in arg 1 of ACL keyword 'test.nbsrv' in proxy 'f' in ACL expression 'test.nbsrv(no)'"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	_, _, err = ParseExpr([]string{"test.nbsrv"}, &Env{})
	if want := "fetch method 'test.nbsrv' needs a backend, and there is none here"; err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}

// TestEvalAllocs checks that expressions are computed without allocation once the arena has its size.
func TestEvalAllocs(t *testing.T) {
	cx := newTestCtx(t)
	for _, expr := range []string{
		"str(Hello World),lower,hex,length,add(txn.one),mul(3)", "str(abc),sha1,base64", "str(a/b/c),field(2,/),concat(x,txn.s,y)",
		"int(1700000000),ltime(%d/%b/%Y:%H:%M:%S)", "ipv6(2001:db8::1),ipmask(8,32)", "str(abc),xxh64(5)", "uuid", "uuid(7)",
		"date(0,ms)", "str(abc),hmac(sha256,a2V5)", `str("{\"a\":[1,\"x\"]}"),json_query($.a[1])`, "str(a%20b),url_dec", "str(www.example.com),reverse_dom", "var(txn.s),json", "rand(10)", "str(x),set-var(txn.x)",
	} {
		e, _, err := ParseExpr([]string{expr}, &Env{})
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { e.EvalAs(cx, Str); cx.Reset() }); n != 0 {
			t.Errorf("%s: %v allocations", expr, n)
		}
	}
}

// FuzzExpr checks that the canonical text of an expression compiles to the same expression, and that evaluation
// survives whatever compiles.
func FuzzExpr(f *testing.F) {
	for _, s := range []string{
		`str("a,b"),upper`, `str(a\ b)`, `str('a"b\')`, "int(-3),add(txn.n)", `str(x),regsub("(a)","\1",g)`, `var(txn.s,"")`,
		"str(a),field(-2,/,0)", "ipv6(::1),ipmask(0,ffff::)", `str(""),concat(,,a)`, "acl(TRUE,!FALSE)", "str(%zz),url_dec,json(utf8p)",
		`bin(0102ff),be2dec(":",2,1)`, "str(a),be2hex(--,2)", `str("a=1;b"),param(b,0x3b)`, `str("fr;q=0.8,en"),language(fr;en,de)`,
		`str("for=\"[::1]:_x\";proto=http"),rfc7239_field(for),rfc7239_n2np`, "ipv6(::1),rfc7239_nn", "str(a),when(!acl,TRUE)", "str(a),xxh3(7)", "str('\x00')",
		"str(a),aes_cbc_enc(128,MTIzNDU2Nzg5MDEyMzQ1Ng==,Zm9vb2Zvb29mb29vb29vbw==),hex", "bin(0a),has_ctl(http)",
		`str(eyJhbGciOiJub25lIn0.e30.),jwt_header_query("$.alg")`, "str(e30.e30.x),jwt_verify(HS256,secret)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, _, err := ParseExpr([]string{src}, &Env{})
		if err != nil {
			return
		}
		again, _, err := ParseExpr([]string{e.String()}, &Env{})
		if err != nil || again.String() != e.String() {
			t.Fatalf("%q is printed as %q, which gives %v, %v", src, e, again, err)
		}
		cx := newTestCtx(t)
		v1, ok1 := e.EvalAs(cx, Str)
		v2, ok2 := again.EvalAs(cx, Str)
		if ok1 != ok2 || !volatile(src) && string(v1.Bytes()) != string(v2.Bytes()) {
			t.Fatalf("%q gives %q, its print %q", src, v1.Bytes(), v2.Bytes())
		}
	})
}

// volatile reports whether an expression may give another value each time.
func volatile(src string) bool {
	return strings.Contains(src, "uuid") || strings.Contains(src, "rand") || strings.Contains(src, "set-var")
}
