package admin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show errors", Args: "[<px>] [request|response]", Help: "dump the last invalid request and response of each proxy", Level: Operator, Run: runShowErrors})
}

// runShowErrors dumps the captures of the proxies that take part, requests before responses.
func runShowErrors(r *Request) error {
	args := r.Args
	var only *proxy.Proxy
	if len(args) > 0 && args[0] != "request" && args[0] != "response" {
		if only = findProxy(r.Gateway(), args[0]); only == nil {
			only = proxyNumbered(r.Gateway().Proxies(), args[0])
		}
		if only == nil && args[0] != "-1" {
			return errNoProxy
		}
		args = args[1:]
	}
	requests, responses := !slices.Contains(args, "response"), !slices.Contains(args, "request")
	r.Printf("Total events captured on [%s] : %d\n", logTime(time.Now().UnixNano()), proxy.ErrorEvents())
	for _, p := range r.Gateway().Proxies() {
		for _, c := range []*proxy.ErrorCapture{p.BadRequest(), p.BadResponse()} {
			if c == nil || c.Response && !responses || !c.Response && !requests || !concerns(c, only) {
				continue
			}
			if err := r.Printf("%s", dumpCapture(p, c)); err != nil {
				return err
			}
		}
	}
	return nil
}

// concerns reports whether the proxy had a part in what was captured; nil stands for all.
func concerns(c *proxy.ErrorCapture, p *proxy.Proxy) bool {
	return p == nil || c.Front.Proxy == p || c.Back != nil && c.Back.Proxy == p
}

// logTime writes a moment as log lines do.
func logTime(unix int64) string { return string(clock.NewDates(time.Local).AppendLog(nil, unix)) }

func dumpCapture(p *proxy.Proxy, c *proxy.ErrorCapture) string {
	var b strings.Builder
	fmt.Fprintf(&b, " \n[%s] ", logTime(c.Wall))
	server := "<NONE> (#-1)"
	if c.Server != nil {
		server = fmt.Sprintf("%s (#%d)", c.Server.Name, c.Server.ID)
	}
	if c.Response {
		fmt.Fprintf(&b, "backend %s (#%d): invalid response\n  frontend %s (#%d)", p.Name, p.ID, c.Front.Name, c.Front.ID)
	} else {
		back := "<NONE> (#-1)"
		if c.Back != nil {
			back = fmt.Sprintf("%s (#%d)", c.Back.Name, c.Back.ID)
		}
		fmt.Fprintf(&b, "frontend %s (#%d): invalid request\n  backend %s", p.Name, p.ID, back)
	}
	fmt.Fprintf(&b, ", server %s, event #%d, src %s\n", server, c.Event, c.Client)
	fmt.Fprintf(&b, "  stream 0x%x, len %d, error at position %d\n", c.Session, len(c.Bytes), c.Pos)
	fmt.Fprintf(&b, "  H1 msg state %s :\n  \n", c.State)
	dumpBytes(&b, c.Bytes)
	return b.String()
}

// dumpWidth is how many characters of a message stand in one line of its dump.
const dumpWidth = 70

// dumpBytes writes a message line by line, each behind its position, as an operator's terminal can bear it. Lines that
// go on are marked by a plus.
func dumpBytes(b *strings.Builder, p []byte) {
	mark := ' '
	for at := 0; at < len(p); {
		fmt.Fprintf(b, "  %05d%c ", at, mark)
		end, ended := at, false
		for width := 0; end < len(p) && !ended; end++ {
			text := dumpByte(p[end])
			if width += len(text); width > dumpWidth {
				break
			}
			b.WriteString(text)
			ended = p[end] == '\n'
		}
		b.WriteByte('\n')
		at, mark = end, ' '
		if !ended {
			mark = '+'
		}
	}
}

func dumpByte(c byte) string {
	switch c {
	case '\r':
		return `\r`
	case '\n':
		return `\n`
	case '\t':
		return `\t`
	case 0x1b:
		return `\e`
	case '\\':
		return `\\`
	}
	if c < ' ' || c > '~' {
		return fmt.Sprintf(`\x%02X`, c)
	}
	return string(rune(c))
}
