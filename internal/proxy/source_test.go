package proxy

import (
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"metergate/internal/netio"
)

// addressed is a gateway whose frontend o shows clients where they come from; frontend f stands before it.
func addressed(t *testing.T, poller, options, rules string) *rig {
	r := newRig(t, poller, "global\n nbthread 1\nfrontend f\n bind 127.0.0.1:1\n "+rules+"\n default_backend b\nbackend b\n http-reuse always\n server s1 127.0.0.1:1 "+
		options+"\nfrontend o\n bind 127.0.0.1:1\n http-request return status 200 content-type text/plain lf-string %[src]\n")
	r.gateway.Backend("b").Server("s1").SetAddr(r.gateway.Frontend("o").Listeners[0].Socket().Addr())
	return r
}

// The server sees the address that its line says: one of the machine, the client's, or one that a field tells.
func TestSourceAddress(t *testing.T) {
	for _, tc := range []struct{ name, options, header, want string }{
		{"own", "source 127.0.0.2", "", "127.0.0.2"},
		{"fixed", "source 0.0.0.0 usesrc 127.0.0.3", "", "127.0.0.3"},
		{"clientip", "source 0.0.0.0 usesrc clientip", "", "127.0.0.1"},
		{"last value", "source 0.0.0.0 usesrc hdr_ip(X-For)", "X-For: 127.0.0.8, 127.0.0.9", "127.0.0.9"},
		{"first value", "source 0.0.0.0 usesrc hdr_ip(x-for,1)", "X-For: 127.0.0.8, 127.0.0.9", "127.0.0.8"},
		{"no value", "source 0.0.0.0 usesrc hdr_ip(x-for,1)", "", "127.0.0.1"},
		{"no address", "source 0.0.0.0 usesrc hdr_ip(x-for)", "X-For: unknown", "127.0.0.1"},
		{"no occurrence", "source 0.0.0.0 usesrc hdr_ip(x-for,0)", "X-For: 127.0.0.8", "127.0.0.1"},
	} {
		if strings.Contains(tc.options, "usesrc") && netio.MayBeTransparent() != nil {
			continue
		}
		everyPoller(t, func(t *testing.T, poller string) {
			t.Run(tc.name, func(t *testing.T) {
				r := addressed(t, poller, tc.options, "")
				header := tc.header
				if header != "" {
					header += "\r\n"
				}
				if res, body := r.dial().get("GET", "/", header, ""); res.StatusCode != 200 || body != tc.want {
					t.Errorf("status %d, source %q, want %q", res.StatusCode, body, tc.want)
				}
			})
		})
	}
}

// A connection that was made for one client's address is not given to another's request.
func TestSourceKeepsApart(t *testing.T) {
	if err := netio.MayBeTransparent(); err != nil {
		t.Skipf("not permitted here: %v", err)
	}
	everyPoller(t, func(t *testing.T, poller string) {
		r := addressed(t, poller, "source 0.0.0.0 usesrc hdr_ip(x-for)", "")
		c := r.dial()
		for _, from := range []string{"127.0.0.8", "127.0.0.9", "127.0.0.8"} {
			if _, body := c.get("GET", "/", "X-For: "+from+"\r\n", ""); body != from {
				t.Errorf("source %q, want %q", body, from)
			}
		}
	})
}

// Rules mark the packets of both connections; those to a server with different marks are not shared.
func TestMarkingRules(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := addressed(t, poller, "", "http-request set-fc-tos 0x20\n http-request set-bc-tos req.hdr(tos)")
		c := r.dial()
		for _, tos := range []string{"16", "32", "16"} {
			if res, _ := c.get("GET", "/", "tos: "+tos+"\r\n", ""); res.StatusCode != 200 {
				t.Errorf("status %d", res.StatusCode)
			}
		}
		srv := r.gateway.Backend("b").Server("s1")
		r.exact("connections", func() uint64 { return connects.Sum(srv.Set) }, 2)
		front := r.gateway.Frontend("f")
		r.loops.Each(func(l *netio.Loop) {
			for s := r.gateway.lanes[l.Shard()].first; s != nil; s = s.next {
				if s.front != front {
					continue
				}
				if got, err := unix.GetsockoptInt(s.conn.FD(), unix.IPPROTO_IP, unix.IP_TOS); err != nil || got != 32 {
					t.Errorf("type of service towards the client: %d, %v", got, err)
				}
			}
		})
	})
}

func TestDestination(t *testing.T) {
	for _, tc := range []struct{ line, asked, want string }{
		{"127.0.0.1:80", "192.0.2.1:99", ""},
		{"0.0.0.0", "192.0.2.1:99", "192.0.2.1:99"},
		{"*:80", "192.0.2.1:99", "192.0.2.1:80"},
		{"127.0.0.1", "192.0.2.1:99", "127.0.0.1:99"},
		{"127.0.0.1:+10", "192.0.2.1:99", "127.0.0.1:109"},
		{"127.0.0.1:-9", "192.0.2.1:99", "127.0.0.1:90"},
		{"[::]", "[2001:db8::1]:99", "[2001:db8::1]:99"},
	} {
		r := newRig(t, "epoll", "listen l\n bind 127.0.0.1:1\n server s1 "+tc.line+"\n")
		s := &Stream{}
		s.server = r.gateway.Backend("l").Server("s1")
		s.also = &ends{to: netio.IPAddr(netip.MustParseAddrPort(tc.asked))}
		got := ""
		if a := s.destination(); !a.IsZero() {
			got = a.String()
		}
		if got != tc.want {
			t.Errorf("server %s asked for %s: %q, want %q", tc.line, tc.asked, got, tc.want)
		}
	}
}
