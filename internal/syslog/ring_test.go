package syslog

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"metergate/internal/conf"
)

func content(r *Ring) string {
	lines, _, _ := r.Since(0)
	var all []string
	for _, line := range lines {
		all = append(all, string(line))
	}
	return strings.Join(all, ",")
}

func TestRingForgetsTheOldest(t *testing.T) {
	r := NewRing(RingConfig{Size: 10})
	for i := range 7 {
		r.put(fmt.Appendf(nil, "l%d", i))
	}
	if got := content(r); got != "l2,l3,l4,l5,l6" {
		t.Errorf("the ring holds %s", got)
	}
	_, next, more := r.Since(6)
	if lines, _, _ := r.Since(6); len(lines) != 1 || next != 7 {
		t.Errorf("since 6: %q, next %d", lines, next)
	}
	r.put([]byte("longer than the ring"))
	r.put([]byte("new"))
	select {
	case <-more:
	case <-time.After(10 * time.Second):
		t.Error("nobody is told of a new line")
	}
	if r.Dropped() != 1 {
		t.Errorf("%d dropped", r.Dropped())
	}
}

// TestRingKeepsWhatIsOwed: lines that a server has not got are not given up for newer ones.
func TestRingKeepsWhatIsOwed(t *testing.T) {
	r := NewRing(RingConfig{Size: 6})
	place := r.join()
	for i := range 4 {
		r.put(fmt.Appendf(nil, "l%d", i))
	}
	if got := content(r); got != "l0,l1,l2" || r.Dropped() != 1 {
		t.Errorf("the ring holds %s, %d dropped", got, r.Dropped())
	}
	r.took(place, 2)
	r.put([]byte("l4"))
	if got := content(r); got != "l1,l2,l4" {
		t.Errorf("the ring holds %s", got)
	}
}

// TestRingForwards follows a line into a ring, in the ring's form, and from there to a server, in both framings.
func TestRingForwards(t *testing.T) {
	for _, c := range []struct {
		octets bool
		want   string
	}{{false, "<134>one\n<131>two\n"}, {true, "8 <134>one8 <131>two"}} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		to, err := conf.ParseAddr(l.Addr().String(), conf.AddrConnect)
		if err != nil {
			t.Fatal(err)
		}
		o, _ := outputs(t)
		ring := NewRing(RingConfig{Name: "r", Form: Priority, Len: 100, Size: 1000, Servers: []RingServer{{Name: "s", Addr: to, Octets: c.octets}}})
		o.Rings = map[string]*Ring{"r": ring}
		log := o.Logger([]*Target{target(t, "ring@r format rfc5424 local0")}, Identity{})
		o.Forward()
		log.Log(Info, 0, []byte("one"), nil)
		log.Log(Error, 0, []byte("two"), nil)
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		got := make([]byte, len(c.want))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != c.want {
			t.Errorf("the server got %q, want %q: %v", got, c.want, err)
		}
	}
}
