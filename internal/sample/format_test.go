package sample

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// The variables of the tests stand for those that the gateway registers.
func init() {
	text := func(s string) func(*Ctx) (Value, bool) {
		return func(*Ctx) (Value, bool) { return StringOf(s), true }
	}
	RegisterLogVar(
		LogVar{Name: "zci", Kind: AddrVar, Needs: Constant, Get: func(*Ctx) (Value, bool) { return Value{typ: IPv4, lo: 0x7f000001}, true }},
		LogVar{Name: "zcp", Kind: HexVar, Needs: Constant, Get: func(*Ctx) (Value, bool) { return IntOf(54072), true }},
		LogVar{Name: "zrt", Kind: HexVar, Needs: Constant, Get: func(*Ctx) (Value, bool) { return IntOf(42), true }},
		LogVar{Name: "zST", Kind: NumVar, Needs: Constant, Get: func(*Ctx) (Value, bool) { return IntOf(-1), true }},
		LogVar{Name: "zTa", Kind: NumVar, Needs: Constant, Get: text("+12")},
		LogVar{Name: "zf", Kind: TextVar, Needs: Constant, Get: text("fe")},
		LogVar{Name: "zr", Kind: LineVar, Needs: Constant, Get: text("GET /a\"b|{c}#\x01 HTTP/1.1")},
		LogVar{Name: "zCC", Kind: HeaderVar, Needs: Constant, Get: text("a\"b|{c}#\x01")},
		LogVar{Name: "ztsc", Kind: BareVar, Needs: Constant, Get: text("PR--")},
		LogVar{Name: "zt", Kind: DateVar, Needs: Constant, Get: text("22/Nov/2026:11:48:54.757")},
		LogVar{Name: "zID", Kind: TextVar, Needs: Constant, Get: func(*Ctx) (Value, bool) { return Value{}, false }},
		LogVar{Name: "zres", Kind: TextVar, Needs: ResHead, Get: text("r")},
		LogVar{Name: "zhr", Needs: Constant, Append: func(dst []byte, _ *Ctx, f Flags) []byte {
			if f&Quote != 0 {
				return append(dst, `"{x}"`...)
			}
			return append(dst, "{x}"...)
		}},
		LogVar{Name: "znone", Needs: Constant, Append: func(dst []byte, _ *Ctx, _ Flags) []byte { return dst }},
	)
}

// TestFormats holds log lines and message texts; the forms were seen in HAProxy, but for control bytes of expressions in
// logs, which it lets through.
func TestFormats(t *testing.T) {
	for _, tc := range []struct {
		at           Point
		format, want string
	}{
		{AtLog, "%zci:%zcp [%zt] %zf", "127.0.0.1:54072 [22/Nov/2026:11:48:54.757] fe"},
		{AtLog, "%{+Q}o %zci %zcp %zf %zST %ztsc %zt", `"127.0.0.1" 54072 "fe" -1 PR-- 22/Nov/2026:11:48:54.757`},
		{AtLog, "%{+Q}o %{-Q}zci %zcp %{+X}zcp", "127.0.0.1 54072 D338"},
		{AtLog, "%{+X}o%zci:%zcp_%zrt_%zST", "7F000001:D338_002A_-1"},
		{AtLog, "%{+X}o %{-X}zci %zcp %zci", "127.0.0.1 D338 7F000001"},
		{AtLog, "%zr", "GET /a#22b|{c}#23#01 HTTP/1.1"},
		{AtLog, "%{+Q}zr", `"GET /a#22b|{c}#23#01 HTTP/1.1"`},
		{AtLog, "%{+Q}zCC", `"a#22b#7C#7Bc#7D#23#01"`},
		{AtLog, "%zID|%{+Q}zID", `-|""`},
		{AtLog, "%zhr %{+Q}zhr", `{x} "{x}"`},
		{AtLog, "a %znone %znone b", "a b"},
		{AtLog, "%znone %zf", "fe"},
		{AtLog, "  x   %zf  ", "x fe "},
		{AtLog, "a %{+Q}o b %zf", `a b "fe"`},
		{AtLog, "%{+Q}o%zf", `"fe"`},
		{AtLog, "%o|%zf", "|fe"},
		{AtLog, `a"b\c%%d[e]{f}`, `a"b\c%d[e]{f}`},
		{AtLog, "%zTa %{+Q}zTa", "+12 +12"},
		{AtLog, "%[str(a)]|%{+Q}[str(a)]", `a|"a"`},
		{AtLog, "%[var(txn.none)]|%{+Q}[var(txn.none)]", `-|""`},
		{AtLog, "%[str()]|%{-M}[str()]", "-|"},
		{AtLog, "%[int(5)]|%{+X}[int(255)]|%{+Q}[int(5)]", `5|255|"5"`},
		{AtLog, "%[str(a%01%22b%0ac),url_dec]", `a#01"b#0Ac`},
		{AtLog, "%{+Q}[str(a%01%22b),url_dec]", `"a#01#22b"`},
		{AtLog, `%{+Q,+E}[str(a%22b]\\),url_dec]`, `"a\"b\]\\"`},
		{AtLog, "%{+bin}[str(a%01b),url_dec]", "a\x01b"},
		{AtHTTPReq, "%{+Q}o x %zf", ` x "fe"`},
		{AtHTTPReq, "a %{+Q}o b", "a  b"},
		{AtHTTPReq, "%zID|%[var(txn.none)]|%{+Q}[str(a)]", "||a"},
		{AtHTTPReq, "%[str(a%01b%09c%7f),url_dec]", "a%01b\tc%7F"},
		{AtHTTPReq, "", ""},
	} {
		f, err := ParseFormat(tc.format, &Env{At: tc.at})
		if err != nil {
			t.Errorf("%s: %v", tc.format, err)
			continue
		}
		if got := string(f.Append(nil, newTestCtx(t))); got != tc.want {
			t.Errorf("%s\n got %q\nwant %q", tc.format, got, tc.want)
		}
	}
}

func TestFormatErrors(t *testing.T) {
	for _, tc := range []struct{ format, want string }{
		{"%", "truncated line after '%'"},
		{"a%", "truncated line after '%'"},
		{"%{+Q", "truncated line after '+Q'"},
		{"%{+Q}", "parse argument modifier without variable name near '%{+Q}'"},
		{"%{+Q} x", "parse argument modifier without variable name near '%{+Q}'"},
		{"%{Z}zci", "unknown flag 'Z': expected + or - and one of Q, X, E, M, bin, json, cbor"},
		{"%{+Z}zci", "unknown flag '+Z': expected + or - and one of Q, X, E, M, bin, json, cbor"},
		{"%ZZ", "no such format alias 'ZZ'. If you wanted to emit the '%' character verbatim, you need to use '%%'"},
		{"100% x", "no such format alias ''. If you wanted to emit the '%' character verbatim, you need to use '%%'"},
		{"%[", "failed to parse sample expression <> : missing fetch method"},
		{"%[str(a)", "missing ']' after 'str(a)'"},
		{"%[str(a) lower]", "expected ']' after 'str(a)', but found ' '"},
		{"%[foo(1)]", "failed to parse sample expression <foo(1)]> : unknown fetch method 'foo'"},
		{"%[str(a),]", "failed to parse sample expression <str(a),]> : unknown converter ''"},
		{"%zres", "format alias 'zres' may not be used here because it needs 'HTTP response headers' which is not available here"},
		{"%(a:ip)zci", "unknown type 'ip' of item 'a': expected bool, sint or str"},
	} {
		_, err := ParseFormat(tc.format, &Env{At: AtLog})
		if err == nil || err.Error() != tc.want {
			t.Errorf("%s: error %q, want %q", tc.format, err, tc.want)
		}
	}
}

// TestFormatJSON checks that encoded formats are JSON, and what they hold.
func TestFormatJSON(t *testing.T) {
	for _, tc := range []struct{ format, want string }{
		{`%{+json}o %(ip)zci %(port)zcp ignored %zf`, `{"ip": "127.0.0.1", "port": 54072}`},
		{`%{+json}o %(line)zr %(none)zID %(ta)zTa %(h)zhr`, `{"line": "GET /a#22b|{c}#23#01 HTTP/1.1", "none": "", "ta": 12, "h": "{x}"}`},
		{`%{+json}o %(e)[str(a%22%ffb),url_dec] %(b)[bool(1)] %(i)[int(-5)] %(s:str)[int(5)] %(n:sint)[str(12)]`,
			`{"e": "a\"` + "\ufffd" + `b", "b": true, "i": -5, "s": "5", "n": 12}`},
		{`%{+json}o`, `{}`},
		{`{"r":%{+json}zr,"n":%{+json}[var(txn.none)],"s":%{+json}zST}`, `{"r":"GET /a#22b|{c}#23#01 HTTP/1.1","n":"","s":-1}`},
	} {
		f, err := ParseFormat(tc.format, &Env{At: AtLog})
		if err != nil {
			t.Errorf("%s: %v", tc.format, err)
			continue
		}
		got := f.Append(nil, newTestCtx(t))
		if !json.Valid(got) || string(got) != tc.want {
			t.Errorf("%s\n got %s\nwant %s", tc.format, got, tc.want)
		}
	}
}

// TestFormatCBOR checks the encodings of RFC 8949, in hexadecimal and as bytes.
func TestFormatCBOR(t *testing.T) {
	for _, tc := range []struct{ format, want string }{
		{`%{+cbor}o %(a)[int(24)] %(b)[int(-1)] %(c)[bool(1)]`, "BF 6161 1818 6162 20 6163 F5 FF"},
		{`%{+cbor}o %(s)[str(ab)] %(n)zID %(x)[bin(01ff)]`, "BF6173626162616EF661784201FFFF"},
		{`%{+cbor}[int(1000)]`, "1903E8"},
		{`%{+cbor,+bin}[str(ab)]`, "\x62ab"},
	} {
		f, err := ParseFormat(tc.format, &Env{At: AtLog})
		if err != nil {
			t.Errorf("%s: %v", tc.format, err)
			continue
		}
		want := strings.ReplaceAll(tc.want, " ", "")
		if got := string(f.Append(nil, newTestCtx(t))); got != want {
			t.Errorf("%s\n got %q\nwant %q", tc.format, got, want)
		}
	}
}

func TestFormatLiteral(t *testing.T) {
	for format, want := range map[string]bool{"abc": true, "": true, "100%%": true, "%zf": false, "a%[int(1)]": false, "%{+json}o": false} {
		f, err := ParseFormat(format, &Env{At: AtHTTPReq})
		if err != nil {
			t.Fatal(err)
		}
		if _, got := f.Literal(); got != want {
			t.Errorf("%q: literal = %v, want %v", format, got, want)
		}
	}
}

// TestFormatAllocs checks that a log line is written without allocation.
func TestFormatAllocs(t *testing.T) {
	f, err := ParseFormat(`%zci:%zcp [%zt] %zf %{+Q}zr %zCC %zhr %{+X}zrt %[str(a),upper] %{+json}[int(5)] %zID`, &Env{At: AtLog})
	if err != nil {
		t.Fatal(err)
	}
	cx := newTestCtx(t)
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { buf = f.Append(buf[:0], cx) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzFormat checks that what compiles writes lines without control bytes, twice the same, and valid JSON when asked.
func FuzzFormat(f *testing.F) {
	for _, s := range []string{
		"%zci:%zcp [%zt] %{+Q}zr", "%{+Q,+X}o %(a:str){-Q}[str(a)] %zhr", "%{+json}o %(a)zr %(b)[int(1)]", "%{+cbor,+bin}o %(x)zf",
		`100%% %[str("a]b"),upper] x`, "%{+E}[str(a%22),url_dec]", "  %o  %znone  ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, err := ParseFormat(src, &Env{At: AtLog})
		if err != nil || volatile(src) || strings.Contains(src, "date") {
			return
		}
		again, err := ParseFormat(c.String(), &Env{At: AtLog})
		if err != nil {
			t.Fatal(err)
		}
		cx := newTestCtx(t)
		a, b := c.Append(nil, cx), again.Append(nil, cx)
		if !bytes.Equal(a, b) {
			t.Fatalf("%q gives %q, then %q", src, a, b)
		}
		if c.whole == JSON && !json.Valid(a) {
			t.Fatalf("%q gives %q, which is no JSON", src, a)
		}
	})
}
