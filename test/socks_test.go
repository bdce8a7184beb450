package test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"
)

// socks is a SOCKS4 proxy. It counts whom it connected and whom it refused.
type socks struct {
	net.Listener
	wg              sync.WaitGroup
	denies          atomic.Bool
	granted, denied atomic.Int64
}

func startSocks() (*socks, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &socks{Listener: ln}
	s.wg.Go(s.accept)
	return s, nil
}

func (s *socks) accept() {
	for {
		c, err := s.Accept()
		if err != nil {
			return
		}
		s.wg.Go(func() {
			defer c.Close()
			s.serve(c)
		})
	}
}

// serve reads a request: version, command, port, IPv4 address and a name that ends with a zero.
func (s *socks) serve(c net.Conn) {
	ask := make([]byte, 64)
	n := 0
	for n < 9 || !bytes.Contains(ask[8:n], []byte{0}) {
		more, err := c.Read(ask[n:])
		if err != nil || more == 0 {
			return
		}
		n += more
	}
	if s.denies.Load() || ask[0] != 4 || ask[1] != 1 {
		s.denied.Add(1)
		c.Write([]byte{0, 91, 0, 0, 0, 0, 0, 0})
		return
	}
	to, err := net.Dial("tcp", net.JoinHostPort(net.IP(ask[4:8]).String(), strconv.Itoa(int(binary.BigEndian.Uint16(ask[2:])))))
	if err != nil {
		return
	}
	defer to.Close()
	s.granted.Add(1)
	c.Write([]byte{0, 90, 0, 0, 0, 0, 0, 0})
	s.wg.Go(func() {
		io.Copy(to, c)
		to.(*net.TCPConn).CloseWrite()
	})
	io.Copy(c, to)
}

// Close ends the listening and waits for the connections, which end with those who made them.
func (s *socks) Close() error {
	err := s.Listener.Close()
	s.wg.Wait()
	return err
}

var cmdSocks = verbs("socks", map[string]verb{
	"start":  {"NAME", 1, false, socksStart},
	"deny":   {"NAME", 1, false, socksDeny},
	"expect": {"NAME KEY=VALUE...", 2, true, socksExpect},
})

func socksStart(ts *testscript.TestScript, _ bool, args []string) {
	s, err := startSocks()
	ts.Check(err)
	of(ts).socks[args[0]] = s
	of(ts).define(ts, args[0], strconv.Itoa(s.Addr().(*net.TCPAddr).Port))
}

func socksDeny(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).socks[args[0]].denies.Store(true)
}

func socksExpect(ts *testscript.TestScript, _ bool, args []string) {
	s, conds := of(ts).socks[args[0]], parseConds(ts, args[1:])
	eventually(ts, func() error {
		values := map[string]int64{"granted": s.granted.Load(), "denied": s.denied.Load()}
		return checkConds(conds, func(key string) (string, bool) {
			n, ok := values[key]
			return strconv.FormatInt(n, 10), ok
		})
	})
}
