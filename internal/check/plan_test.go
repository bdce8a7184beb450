package check

import (
	"strings"
	"testing"
)

func TestLinesThatAreRefused(t *testing.T) {
	for _, c := range []struct{ lines, says string }{
		{"option tcp-check foo", "unexpected argument 'foo'"},
		{"option httpchk a b HTTP/1.1 d e", "unexpected argument 'e'"},
		{"option httpchk GET / FOO", "must be HTTP/1.0 or HTTP/1.1, not 'FOO'"},
		{"option httpchk GET x", "'GET x' is no request line"},
		{`option httpchk "GE T" /`, "'GE T /' is no request line"},
		{`option httpchk GET / HTTP/1.1\r\nHost`, "'Host' is no header field"},
		{"http-check foo", "'http-check' supports"},
		{"http-check send foo", "expects meth, uri, uri-lf, ver, hdr, body, body-lf or comment, not 'foo'"},
		{"http-check send hdr X", "expects a name and a value behind hdr"},
		{`http-check send hdr "X Y" a`, "'x y: a' is no header field"},
		{"http-check send hdr Content-Length 5", "follows from the body"},
		{"http-check send hdr X %[foo]", "unknown fetch method 'foo'"},
		{"http-check send uri-lf /%[", "'http-check send'"},
		{"http-check set-var(txn.x) int(1)", "only variables of scope check and proc"},
		{"http-check set-var(check.x", "expects a variable name between parentheses"},
		{"tcp-check set-var(check.x)", "expects at least one argument"},
		{"http-check send ver HTTP/2", "not 'HTTP/2'"},
		{"http-check expect", "expects a pattern"},
		{"http-check expect foo bar", "expects status, rstatus, hdr, fhdr, string, rstring or string-lf, not 'foo'"},
		{"http-check expect status 99", "'99' is no status code"},
		{"http-check expect status abc", "'abc' is no status code"},
		{"http-check expect status 300-200", "'300-200' is no status code"},
		{"http-check expect rstatus (", "'http-check expect'"},
		{"http-check expect status 200 string x", "expects one pattern"},
		{"http-check expect hdr x-a", "expects name or name-lf behind hdr and fhdr, not 'x-a'"},
		{"http-check expect hdr name -m foo x", "-m expects str, beg, end, sub or reg, not 'foo'"},
		{"http-check expect ok-status L7STS status 200", "'ok-status' does not know the status 'L7STS'"},
		{"http-check expect on-error %[foo] status 200", "unknown fetch method 'foo'"},
		{"http-check expect min-recv -2 string x", "value must be between -1 and 16384 (was -2)"},
		{"tcp-check expect status-code", "expects an expression"},
		{"http-check connect foo", "not 'foo'"},
		{"http-check connect port 0", "expects a port from 1 to 65535 or an expression, not '0'"},
		{"http-check connect port 70000", "not '70000'"},
		{"http-check connect addr example", "expects an IP address, not 'example'"},
		{"http-check connect sni x", "sni and alpn need ssl"},
		{"http-check send-state x", "unexpected argument 'x'"},
		{"tcp-check expect string", "'tcp-check expect' expects a pattern"},
		{"tcp-check expect strin x", "expects string, rstring, string-lf, binary, rbinary or binary-lf, not 'strin'"},
		{"tcp-check send", "expects a text"},
		{"tcp-check send-binary 504", "'504' is no even number of hexadecimal digits"},
		{"tcp-check send-binary 5049zz", "'5049zz' is no even number"},
		{"tcp-check comment", "expects a comment"},
		{"option smtpchk HELO a b", "unexpected argument 'b'"},
		{"option redis-check x", "unexpected argument 'x'"},
		{"option ldap-check x", "unexpected argument 'x'"},
		{"option ssl-hello-chk x", "unexpected argument 'x'"},
		{"option pgsql-check", "expects 'user <username>' as argument."},
		{"option pgsql-check user", "expects 'user <username>' as argument."},
		{"option pgsql-check foo x", "only supports optional values: 'user'."},
		{"option mysql-check foo", "only supports optional values: 'user' (got 'foo')."},
		{"option mysql-check user", "expects <username> as argument."},
		{"option mysql-check user u foo", "keyword 'user' only supports 'post-41', 'pre-41' and 'post-80' (got 'foo')."},
		{"option spop-check", "not supported"},
	} {
		if _, got := section(t, strings.Split(c.lines, ";")...); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", c.lines, got, c.says)
		}
	}
}

func TestSequencesThatAreRefused(t *testing.T) {
	for _, c := range []struct{ lines, says string }{
		{"option httpchk;http-check expect status 200;http-check send uri /a", "'http-check send' at step 2 needs a connect"},
		{"option httpchk;http-check send uri /a;http-check send uri /b", "'http-check send' at step 2 needs a connect"},
		{"option httpchk;http-check connect;http-check send uri /a;http-check connect", "'http-check connect' at step 3 needs an expect"},
		{"option httpchk;http-check expect status 200;http-check connect", "the first step must be a connect, too"},
		{"option tcp-check;tcp-check send x;tcp-check connect", "the first step must be a connect, too"},
	} {
		b, messages := section(t, strings.Split(c.lines, ";")...)
		if messages != "" {
			t.Fatal(messages)
		}
		if _, err := Compile(b); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.lines, err, c.says)
		}
	}
}

func TestRemarksTellOfLinesWithoutTheirOption(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"", ""},
		{"tcp-check connect", "backend 'b' uses tcp-check rules without 'option tcp-check', so the rules are ignored."},
		{"option httpchk;tcp-check connect", "backend 'b' uses tcp-check rules without 'option tcp-check', so the rules are ignored."},
		{"option tcp-check;http-check expect status 200", "backend 'b' uses http-check rules without 'option httpchk', so the rules are ignored."},
		{"option httpchk;http-check expect status 200", ""},
	} {
		b, _ := section(t, strings.Split(c.lines, ";")...)
		if got := strings.Join(Remarks(b, "backend 'b'"), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", c.lines, got, c.want)
		}
	}
}
