package sample

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// huge is what the fetch test.huge gives.
var huge []byte

func init() {
	RegisterFetch(Fetch{Name: "test.huge", Out: Str, Needs: Constant, Get: func(*Ctx, Args) (Value, bool) { return StrOf(huge), true }})
}

// converterCalls are calls of converters with arguments that fit, for texts and what texts can be cast to.
const converterCalls = "add(1) sub(-1) mul(3) div(7) mod(5) neg not bool even odd cpl and(255) or(1) xor(9) htonl hex hex2i base2 base64 b64dec ub64enc ub64dec " +
	"lower upper length crc32 crc32c djb2 sdbm wt6 xxh32 xxh64 xxh3 sha1 sha2(256) digest(md5) hmac(sha256,a2V5) bytes(1,70000) field(2,:) field(-1,:) word(2,:) " +
	"word(-2,/,2) ltrim(a) rtrim(a) cut_crlf json json(utf8s) url_dec url_enc be2hex(:,2) be2dec(:,2) le2dec(:,3) regsub(a,bbbb,g) regsub('(a+)+$',x) concat(x) " +
	"iif(yes,no) ipmask(24,64) host_only port_only json_query('$.a.b[3].c') json_query('$') param(&,a) has_ctl language(en;fr) rfc7239_is_valid rfc7239_field(for) " +
	"rfc7239_n2nn rfc7239_n2np rfc7239_nn rfc7239_np utime(%c) ltime(%F) ms_utime(%3N) http_date add_item(:,,x) reverse reverse_dom x509_v_err_str " +
	"jwt_header_query('$.alg') jwt_payload_query('$.a')"

// No converter gives more than one temporary may hold, nor fails otherwise than by giving nothing, whatever it is given:
// cookies of 256 KiB, deeply nested JSON, one character again and again.
func TestConvertersAreBounded(t *testing.T) {
	const size = 1 << 18
	inputs := map[string][]byte{
		"letters":  bytes.Repeat([]byte("a"), size),
		"controls": bytes.Repeat([]byte{0x1b}, size),
		"colons":   bytes.Repeat([]byte(":"), size),
		"percents": bytes.Repeat([]byte("%"), size),
		"arrays":   bytes.Repeat([]byte("["), size),
		"objects":  bytes.Repeat([]byte(`{"a":{"b":`), size/10),
		"strings":  []byte(`{"a":"` + strings.Repeat(`\u0041`, size/6)),
		"digits":   bytes.Repeat([]byte("9"), size),
		"invalid":  bytes.Repeat([]byte{0xff}, size),
		"params":   bytes.Repeat([]byte("&"), size),
	}
	for name, in := range inputs {
		huge = in
		for call := range strings.FieldsSeq(converterCalls) {
			e, _, err := ParseExpr([]string{"test.huge," + call}, &Env{})
			if err != nil {
				t.Fatalf("%s: %v", call, err)
			}
			cx := &Ctx{}
			v, ok := e.Eval(cx)
			inside := len(v.b) == 0 || bytes.Contains(in, v.b) // views cost nothing
			if ok && len(v.b) > DefaultTempLimit && !inside {
				t.Errorf("%s of %s has %d bytes", call, name, len(v.b))
			}
		}
	}
}

// Printing an expression and parsing that gives the same expression: the same text, and the same value.
func TestExprPrints(t *testing.T) {
	calls := strings.Fields(converterCalls)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom([]string{"str(a:b/c)", "str('it,s (x)')", "int(-5)", "bool(1)", "ipv4(1.2.3.4)", "var(txn.none,d)", "bin(00ff)"}).Draw(rt, "fetch")
		for _, c := range rapid.SliceOfN(rapid.SampledFrom(calls), 0, 4).Draw(rt, "converters") {
			text += "," + c
		}
		e, _, err := ParseExpr([]string{text}, &Env{})
		if err != nil {
			return // the types do not fit
		}
		again, used, err := ParseExpr([]string{e.String()}, &Env{})
		if err != nil || used != 1 || again.String() != e.String() || again.Type() != e.Type() {
			rt.Fatalf("%s prints as %s, which is %v: %v", text, e, again, err)
		}
		a, aok := e.Eval(&Ctx{})
		b, bok := again.Eval(&Ctx{})
		if aok != bok || a.typ != b.typ || !bytes.Equal(a.AppendText(nil), b.AppendText(nil)) && !strings.Contains(text, "date") {
			rt.Fatalf("%s = %v, printed and read again %v", text, a, b)
		}
	})
}
