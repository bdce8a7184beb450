package netio_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/netip"

	"metergate/internal/netio"
)

// A server that answers each line in upper case reads top to bottom: functions that may wait take the task.
func Example() {
	g, err := netio.Start(netio.Config{Loops: 1})
	if err != nil {
		panic(err)
	}
	defer g.Close(context.Background())

	const timeout = int64(5e9)
	serve := func(t *netio.Task, c *netio.Conn) {
		for {
			b, err := c.Peek(t, 1, t.Now()+timeout)
			if err != nil {
				c.Close(timeout)
				return
			}
			for i := range b {
				if 'a' <= b[i] && b[i] <= 'z' {
					b[i] -= 'a' - 'A'
				}
			}
			if c.Write(b) != nil {
				return // what is neither idle nor closed is closed
			}
			c.Discard(len(b))
		}
	}
	ln, err := g.Listen(netio.IPAddr(netip.MustParseAddrPort("127.0.0.1:0")), netio.ListenOpts{Name: "shout"}, serve)
	if err != nil {
		panic(err)
	}

	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	defer c.Close()
	fmt.Fprintln(c, "a gate that measures")
	line, _ := bufio.NewReader(c).ReadString('\n')
	fmt.Print(line)
	// Output: A GATE THAT MEASURES
}
