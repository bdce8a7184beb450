package proxy

import (
	"strings"
	"testing"
)

func TestGUIDs(t *testing.T) {
	long := strings.Repeat("a", maxGUID)
	for _, c := range []struct{ lines, want string }{
		{"backend b\n guid x\n server s :1 guid y\n", ""},
		{"backend b\n guid " + long + "\n", ""},
		{"backend b\n guid " + long + "a\n", "'guid': invalid length"},
		{"backend b\n guid\n", "'guid' : expects an argument"},
		{"backend b\n guid a/b\n", "'guid': invalid character '/'"},
		{"backend b\n guid x\nbackend c\n guid x\n", "'guid': duplicate entry with backend b."},
		{"listen l\n bind :1\n guid x\nbackend c\n guid x\n", "'guid': duplicate entry with proxy l."},
		{"backend b\n server s :1 guid x\n server t :1 guid x\n", "'server b/t' : 'guid': duplicate entry with server b/s."},
		{"backend b\n server s :1 guid $\n", "'guid': invalid character '$'"},
		{"backend b\n default-server guid x\n", "'guid' option is not accepted in default-server sections"},
		{"frontend f\n guid f-1\n bind :1,:2 guid-prefix f\n", "error on GUID generation : duplicate entry with frontend f. You may fix it by adjusting guid-prefix."},
		{"frontend f\n bind :1 guid-prefix f\n bind :2 guid-prefix f\n", "duplicate entry with listener f (test.cfg:7). You may fix it by adjusting guid-prefix."},
	} {
		_, alerts := compileText(t, "defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n"+c.lines)
		got := strings.Join(alerts, "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.lines, got, c.want)
		}
	}
}
