package admin

import (
	"fmt"
	"strings"

	"metergate/internal/proxy"
)

// fullStream is a block of lines that tells all there is to tell; only the first one is not indented.
func fullStream(s *proxy.StreamInfo) string {
	var b strings.Builder
	fmt.Fprintf(&b, "0x%x: [%s] id=%d proto=%s source=%s\n", s.ID, logTime(s.Accepted), s.ID, family(s), s.Client)
	fmt.Fprintf(&b, "  phase=%c waits=%s age=%s exp=%s conn_retries=%d\n", s.Phase, word(s.Doing), age(s.Age), remaining(s.Until), s.Retries)
	fmt.Fprintf(&b, "  frontend=%s (id=%d mode=%s), addr=%s\n", s.Front.Name, s.Front.ID, s.Front.Mode, s.Local)
	if s.Back == nil {
		b.WriteString("  backend=<NONE> (id=-1 mode=-)\n")
	} else {
		fmt.Fprintf(&b, "  backend=%s (id=%d mode=%s)\n", s.Back.Name, s.Back.ID, s.Back.Mode)
	}
	if s.Server == nil {
		b.WriteString("  server=<NONE> (id=-1)\n")
	} else {
		fmt.Fprintf(&b, "  server=%s (id=%d) addr=%s\n", s.Server.Name, s.Server.ID, s.Dialed)
	}
	fmt.Fprintf(&b, "  request=%d method=%s uri=%s in=%d out=%d\n", s.Request, printable(s.Method), printable(s.Target), s.In, s.Out)
	return b.String()
}
