package app

import (
	"os"
	"testing"

	"metergate/internal/netio"
)

// Addresses of other machines cannot be used, and packets not be marked, by a process that gives the right to up as it starts.
func TestWhatNeedsRights(t *testing.T) {
	if os.Getuid() != 0 || netio.MayBeTransparent() != nil || netio.MayMark() != nil {
		t.Skip("this needs the rights that are given up")
	}
	for _, tc := range []struct{ name, asks, says string }{
		{"borrowing", "  source 0.0.0.0 usesrc clientip\n", "'usesrc' of server b/s needs full privileges to use addresses of other machines, which this process lacks"},
		{"marking", "  http-request set-bc-mark 7\n", "a rule of backend 'b' that marks packets needs full privileges, which this process lacks"},
		{"marking by an expression", "  tcp-request content set-bc-mark int(7)\n", "a rule of backend 'b' that marks packets needs full privileges, which this process lacks"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			asks := "backend b\n  mode http\n" + tc.asks + "  server s 127.0.0.1:1"
			port := takePort(t)
			p := run(t, "-f", config(t, port, "up", "  uid 65534\n"+asks))
			p.says(tc.says, 1)
			if code := p.ends(); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			run(t, "-f", config(t, port, "up", asks))
			answers(t, port, "up")
		})
	}
}
