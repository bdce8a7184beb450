package netio

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// dialIn dials a listener of the test from a task, and hands what came of it to f on the loop.
func dialIn(t *testing.T, poller string, o DialOpts, f func(*Conn, error)) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	g, err := Start(Config{Loops: 1, Poller: poller})
	if err != nil {
		t.Skipf("cannot run on %s: %v", poller, err)
	}
	done := make(chan struct{})
	g.Loop(0).Post(func() {
		_ = g.Loop(0).Go("dial", func(task *Task) {
			defer close(done)
			c, err := Dial(task, IPAddr(netip.MustParseAddrPort(ln.Addr().String())), o, task.Now()+int64(10*time.Second))
			f(c, err)
			if err == nil {
				c.Abort()
			}
		})
	})
	<-done
	if err := g.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if left := g.Leaks(); left != "" {
		t.Error(left)
	}
}

func TestDialOptions(t *testing.T) {
	option := func(level, name, want int) func(*testing.T, *Conn) {
		return func(t *testing.T, c *Conn) {
			if got, err := unix.GetsockoptInt(c.FD(), level, name); err != nil || got != want {
				t.Errorf("option %d/%d is %d (%v), want %d", level, name, got, err, want)
			}
		}
	}
	from := func(want string) func(*testing.T, *Conn) {
		return func(t *testing.T, c *Conn) {
			if got := c.LocalAddr().Addr().String(); got != want {
				t.Errorf("comes from %s, want %s", got, want)
			}
		}
	}
	source := IPAddr(netip.MustParseAddrPort("127.0.0.2:0"))
	for _, tc := range []struct {
		name  string
		opts  DialOpts
		check func(*testing.T, *Conn)
	}{
		{"source", DialOpts{Source: source}, from("127.0.0.2")},
		{"tos", DialOpts{Marking: Marking{TOS: 32}}, option(unix.IPPROTO_IP, unix.IP_TOS, 32)},
		{"user timeout", DialOpts{UserTimeout: 1500 * time.Millisecond}, option(unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, 1500)},
		{"tos set later", DialOpts{}, func(t *testing.T, c *Conn) {
			if err := c.SetTOS(64); err != nil {
				t.Error(err)
			}
			option(unix.IPPROTO_IP, unix.IP_TOS, 64)(t, c)
		}},
	} {
		for _, poller := range []string{"rings", "epoll"} {
			t.Run(tc.name+"/"+poller, func(t *testing.T) {
				dialIn(t, poller, tc.opts, func(c *Conn, err error) {
					if err != nil {
						t.Error(err)
						return
					}
					tc.check(t, c)
				})
			})
		}
	}
}

// An address of another machine can be bound with the privilege to, and only when that was asked for.
func TestTransparentSource(t *testing.T) {
	if err := MayBeTransparent(); err != nil {
		t.Skipf("not permitted here: %v", err)
	}
	foreign := IPAddr(netip.MustParseAddrPort("192.0.2.1:0"))
	for _, transparent := range []bool{false, true} {
		fd, err := newSocket(syscall.AF_INET, true)
		if err != nil {
			t.Fatal(err)
		}
		_, err = prepare(fd, IPAddr(netip.MustParseAddrPort("127.0.0.1:1")), DialOpts{Source: foreign, Transparent: transparent})
		syscall.Close(fd)
		if (err == nil) != transparent {
			t.Errorf("transparent %v: %v", transparent, err)
		}
	}
}

// A range gives each of its ports to one connection at a time, and has them again when those ended.
func TestPortRange(t *testing.T) {
	r := NewPortRange(100, 102)
	taken := map[uint16]bool{}
	for range 3 {
		port, ok := r.take()
		if !ok || port < 100 || port > 102 || taken[port] {
			t.Fatalf("port %d, %v after %v", port, ok, taken)
		}
		taken[port] = true
	}
	if port, ok := r.take(); ok {
		t.Errorf("port %d of an empty range", port)
	}
	r.free(101)
	if port, ok := r.take(); !ok || port != 101 {
		t.Errorf("port %d, %v, want 101", port, ok)
	}
}

// A connection gives its port back when it has ended; without a free one it is not made.
func TestDialFromRange(t *testing.T) {
	const port = 45871
	for _, poller := range []string{"rings", "epoll"} {
		t.Run(poller, func(t *testing.T) {
			r := NewPortRange(port, port)
			dialIn(t, poller, DialOpts{Source: IPAddr(netip.MustParseAddrPort("127.0.0.5:0")), Ports: r}, func(c *Conn, err error) {
				if err != nil {
					t.Error(err)
					return
				}
				if got := c.LocalAddr().Port(); got != port {
					t.Errorf("comes from port %d", got)
				}
				fd, err := newSocket(syscall.AF_INET, true)
				if err != nil {
					t.Error(err)
					return
				}
				defer syscall.Close(fd)
				if _, err = r.bind(fd, netip.MustParseAddr("127.0.0.5")); !errors.Is(err, syscall.EADDRNOTAVAIL) {
					t.Errorf("second connection: %v", err)
				}
			})
			if r.used[0].Load() {
				t.Error("the port is still taken")
			}
		})
	}
}
