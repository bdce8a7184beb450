package app

import (
	"os"
	"testing"

	"metergate/internal/netio"
)

// Addresses of other machines cannot be used by a process that gives the right to up as it starts.
func TestBorrowingNeedsRights(t *testing.T) {
	if os.Getuid() != 0 || netio.MayBeTransparent() != nil {
		t.Skip("this needs the rights that are given up")
	}
	const borrows = "backend b\n  source 0.0.0.0 usesrc clientip\n  server s 127.0.0.1:1"
	port := takePort(t)
	p := run(t, "-f", config(t, port, "up", "  uid 65534\n"+borrows))
	p.says("'usesrc' of server b/s needs full privileges to use addresses of other machines, which this process lacks", 1)
	if code := p.ends(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	run(t, "-f", config(t, port, "up", borrows))
	answers(t, port, "up")
}
