package check

import (
	"encoding/hex"
	"strings"
	"testing"
)

// greeting is what a MySQL 8.0.19 says first.
const greeting = "4a0000000a382e302e3139000a0000006f3c025e6249410d00ffffff0200ffc715000000000000000000007c182159106e2761144322200063616368696e675f736861325f70617373776f726400"

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// more stands for an answer that is not complete, next for one that lets the probe go on.
var more, next = Result{Info: "more"}, Result{Info: "next"}

func judged(read reader, in []byte, ended bool) Result {
	done, r := read(in, ended)
	switch {
	case !done:
		return more
	case r == nil:
		return next
	}
	return *r
}

// The answers are those that HAProxy 3.5 was given, the results what it made of them.
func TestAnswers(t *testing.T) {
	ok, invalid, wrong := L7OK, L7Invalid, L7Wrong
	for _, c := range []struct {
		name string
		read reader
		in   string // hexadecimal behind x:
		late Result // while the server is there
		end  Result // when it has ended
	}{
		{"smtp greeting", readSMTPGreeting, "220 x\r\n", next, next},
		{"smtp greeting with a line feed", readSMTPGreeting, "220 x\n", next, next},
		{"smtp greeting of lines", readSMTPGreeting, "220-x\r\n220 y\r\n", Result{Status: invalid, Info: "220-x"}, Result{Status: invalid, Info: "220-x"}},
		{"smtp refuses", readSMTPGreeting, "421 Try \x1b later\r\nz", Result{Status: wrong, Code: 421, Info: "Try <1B> later"}, Result{Status: wrong, Code: 421, Info: "Try <1B> later"}},
		{"smtp short", readSMTPGreeting, "22", more, Result{Status: invalid, Info: "22"}},
		{"smtp nothing", readSMTPGreeting, "", more, Result{Status: invalid}},
		{"smtp hello", readSMTPHello, "250 y\r\n", next, next},
		{"smtp hello of lines", readSMTPHello, "250-y\r\n250-Z\r\n250 q\r\n", next, next},
		{"smtp hello without end", readSMTPHello, "250-y\r\n", more, Result{Status: wrong, Code: 250, Info: "y"}},
		{"smtp hello refused", readSMTPHello, "550  no way\r\n", more, Result{Status: wrong, Code: 550, Info: "no way"}},
		{"smtp bye", readSMTPGoodbye, "221  closing\r\n", Result{Status: ok, Code: 221, Info: "closing"}, Result{Status: ok, Code: 221, Info: "closing"}},
		{"smtp no bye", readSMTPGoodbye, "xyz b\r\n", Result{Status: wrong, Info: "b"}, Result{Status: wrong, Info: "b"}},
		{"redis", readPong, "+PONG\r\n", Result{Status: ok, Info: "Redis server is ok"}, Result{Status: ok, Info: "Redis server is ok"}},
		{"redis refuses", readPong, "-NOAUTH no\r\n", more, Result{Status: wrong, Info: "-NOAUTH no"}},
		{"postgres", readPostgres, "x:5200000008 00000000", Result{Status: ok, Info: "PostgreSQL server is ok"}, Result{Status: ok, Info: "PostgreSQL server is ok"}},
		{"postgres with SASL", readPostgres, "x:5200000017 0000000a 5343", Result{Status: ok, Info: "PostgreSQL server is ok"}, Result{Status: ok, Info: "PostgreSQL server is ok"}},
		{"postgres asks for something else", readPostgres, "x:5200000008 0000000b", Result{Status: wrong, Info: "PostgreSQL unknown error"}, Result{Status: wrong, Info: "PostgreSQL unknown error"}},
		{"postgres refuses", readPostgres, "x:450000000B 53464154414C00", Result{Status: invalid, Info: "FATAL"}, Result{Status: invalid, Info: "FATAL"}},
		{"postgres cut", readPostgres, "x:5200", more, Result{Status: wrong, Info: "PostgreSQL unknown error"}},
		{"ldap", readBind, "x:300C020101 61 070A01 00 04000400", Result{Status: ok, Info: "Success"}, Result{Status: ok, Info: "Success"}},
		{"ldap with long lengths", readBind, "x:308400000010020101 61 8400000007 0A0100 04000400", Result{Status: ok, Info: "Success"}, Result{Status: ok, Info: "Success"}},
		{"ldap refuses", readBind, "x:300C020101 61 070A01 31 04000400", Result{Status: wrong, Code: 49, Info: "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9"}, Result{Status: wrong, Code: 49, Info: "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9"}},
		{"ldap of another kind", readBind, "x:300C020101 60 070A01 00 04000400", *notLDAP(), *notLDAP()},
		{"ldap of another message", readBind, "x:300C020102 61 070A01 00 04000400", *notLDAP(), *notLDAP()},
		{"ldap cut", readBind, "x:308400000010020101 61 8400000007", more, Result{Status: invalid}},
		{"mysql", readGreeting, "x:" + greeting, Result{Status: ok, Info: "8.0.19"}, Result{Status: ok, Info: "8.0.19"}},
		{"mysql before a login", readLogin, "x:" + greeting, more, Result{Status: invalid}},
		{"mysql login", readLogin, "x:" + greeting + "0100000200", Result{Status: ok, Info: "8.0.19"}, Result{Status: ok, Info: "8.0.19"}},
		{"mysql refuses a login", readLogin, "x:" + greeting + "04000002ff150441", Result{Status: wrong, Code: 1045, Info: "A"}, Result{Status: wrong, Code: 1045, Info: "A"}},
		{"mysql refuses", readLogin, "x:09000002 ff1504 233238303030", Result{Status: wrong, Code: 1045, Info: "#28000"}, Result{Status: wrong, Code: 1045, Info: "#28000"}},
		{"mysql refuses in short", readGreeting, "x:01000000 ff", Result{Status: wrong}, Result{Status: wrong}},
		{"mysql empty packet", readGreeting, "x:00000000", Result{Status: ok}, Result{Status: ok}},
		{"mysql cut", readGreeting, "x:4a00000a38", more, Result{Status: invalid}},
		{"ssl", readSSLHello, "x:1603000051", Result{Status: L6OK}, Result{Status: L6OK}},
		{"ssl alert", readSSLHello, "x:15030000020228", Result{Status: L6OK}, Result{Status: L6OK}},
		{"no ssl", readSSLHello, "HTTP/1.1 400", Result{Status: L6Invalid}, Result{Status: L6Invalid}},
		{"ssl cut", readSSLHello, "x:16", more, Result{Status: L6OK}},
	} {
		in := []byte(c.in)
		if digits, ok := strings.CutPrefix(c.in, "x:"); ok {
			in = unhex(t, digits)
		}
		if got := judged(c.read, in, false); got != c.late {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.late)
		}
		if got := judged(c.read, in, true); got != c.end {
			t.Errorf("%s, at the end: %+v, want %+v", c.name, got, c.end)
		}
	}
}

// The questions are the bytes that HAProxy 3.5 sends.
func TestQuestions(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"option mysql-check user u", "2300000100820000008000012100000000000000000000000000000000000000000000007500000100000001"},
		{"option mysql-check user u pre-41", "0800000100800000017500000100000001"},
		{"option mysql-check user u post-80", "3900000100820800008000012100000000000000000000000000000000000000000000007500006d7973716c5f6e61746976655f70617373776f7264000100000001"},
		{"option pgsql-check user postgres", "00000017000300007573657200706f7374677265730000"},
		{"option ldap-check", "300c020101600702010304008000"},
		{"option redis-check", hex.EncodeToString([]byte("*1\r\n$4\r\nPING\r\n"))},
		{"option smtpchk", hex.EncodeToString([]byte("HELO localhost\r\nQUIT\r\n"))},
		{"option smtpchk EHLO a.b", hex.EncodeToString([]byte("EHLO a.b\r\nQUIT\r\n"))},
		{"option smtpchk HI a.b", hex.EncodeToString([]byte("HELO localhost\r\nQUIT\r\n"))},
	} {
		got := ""
		for _, s := range plan(t, c.line).steps {
			if s, ok := s.(*sendStep); ok {
				got += hex.EncodeToString([]byte(s.text.src))
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
	}
}
