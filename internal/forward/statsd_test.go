package forward

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A stat is a line of statsd, read by its specification and that of DogStatsD.
type stat struct {
	name, typ string
	value     float64
	tags      []string
}

var statPattern = regexp.MustCompile(`^([A-Za-z0-9_.-]+):(-?[0-9.]+)\|([cg])(?:\|#([^|]+))?$`)

func parseStat(line string) (s stat, err error) {
	m := statPattern.FindStringSubmatch(line)
	if m == nil {
		return s, fmt.Errorf("no line of statsd: %q", line)
	}
	s.name, s.typ = m[1], m[3]
	s.value, err = strconv.ParseFloat(m[2], 64)
	for tag := range strings.SplitSeq(m[4], ",") {
		if name, value, ok := strings.Cut(tag, ":"); m[4] != "" && (!ok || name == "" || value == "") {
			err = errors.Join(err, fmt.Errorf("no tag: %q", tag))
		}
		s.tags = append(s.tags, tag)
	}
	return s, err
}

// listen returns a socket for datagrams and a URL for it.
func listen(t *testing.T, scheme string) (net.PacketConn, string) {
	t.Helper()
	network, at := "udp", "127.0.0.1:0"
	if scheme == "unix" {
		network, at = "unixgram", filepath.Join(t.TempDir(), "s")
	}
	c, err := net.ListenPacket(network, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if scheme == "unix" {
		return c, "unix://" + at
	}
	return c, "udp://" + c.LocalAddr().String()
}

// messageOf makes a message of items.
func messageOf(items ...string) *message {
	m := &message{identity: "0123456789abcdef"}
	for i, item := range items {
		m.parts = append(m.parts, part{seq: 1, index: i, item: []byte(item)})
	}
	return m
}

// TestDatagramsArrive sends more than a packet holds: what arrives is whole lines, all of them, in packets that are small enough.
func TestDatagramsArrive(t *testing.T) {
	for _, scheme := range []string{"udp", "unix"} {
		socket, to := listen(t, scheme)
		f := open(t, aim(t, "statsd", to))
		var items []string
		for i := range 200 {
			items = append(items, fmt.Sprintf("name.%s.%d:1|c", strings.Repeat("x", i), i))
		}
		items[100] = strings.Repeat("long", 400) + ":1|c"
		done := make(chan []string)
		go func() { done <- receive(t, socket, len(items)-1) }()
		v := f.deliver(t.Context(), messageOf(items...))
		if v.err != nil || len(v.refused) != 1 || v.refused[0].index != 100 {
			t.Errorf("%s: %+v", scheme, v)
		}
		got := <-done
		if want := strings.Join(append(items[:100:100], items[101:]...), "\n"); strings.Join(got, "\n") != want {
			t.Errorf("%s: %d lines of %d arrived, or others", scheme, len(got), len(items)-1)
		}
	}
}

// receive returns as many lines as asked for.
func receive(t *testing.T, socket net.PacketConn, n int) (lines []string) {
	packet := make([]byte, 1<<16)
	_ = socket.SetReadDeadline(time.Now().Add(20 * time.Second))
	for len(lines) < n {
		size, _, err := socket.ReadFrom(packet)
		if err != nil || size > packetMost {
			t.Errorf("a packet of %d bytes, %v", size, err)
			return lines
		}
		for line := range strings.SplitSeq(string(packet[:size]), "\n") {
			if _, err := parseStat(line); err != nil {
				t.Error(err)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// TestDatagramsAway counts what cannot be sent, and sends again once it can.
func TestDatagramsAway(t *testing.T) {
	at := filepath.Join(t.TempDir(), "s")
	f := open(t, aim(t, "dogstatsd", "unix://"+at))
	if v := f.deliver(t.Context(), messageOf("a:1|c")); v.err == nil {
		t.Error("sent to nobody")
	}
	socket, err := net.ListenPacket("unixgram", at)
	if err != nil {
		t.Fatal(err)
	}
	if v := f.deliver(t.Context(), messageOf("a:1|c")); v.err != nil {
		t.Error(v.err)
	}
	if got := receive(t, socket, 1); len(got) != 1 || got[0] != "a:1|c" {
		t.Errorf("arrived: %q", got)
	}
	socket.Close()
	if v := f.deliver(t.Context(), messageOf("a:1|c")); v.err == nil {
		t.Error("sent to nobody")
	}
}

// TestDatagramsBreakOff refuses what stands behind a packet that could not be sent.
func TestDatagramsBreakOff(t *testing.T) {
	long := func(i int) string { return fmt.Sprintf("%s:%d|c", strings.Repeat("x", 1000), i) }
	d := datagrams{target: aim(t, "statsd", "udp://h"), conn: &breaking{left: 2}}
	v := d.deliver(t.Context(), messageOf(long(0), long(1), long(2), long(3)))
	if v.err != nil || len(v.refused) != 2 || v.refused[0].index != 2 || v.refused[1].index != 3 {
		t.Errorf("%+v", v)
	}
	if d.conn != nil {
		t.Error("the socket that failed is kept")
	}
}

// breaking is a connection that takes so many writes.
type breaking struct {
	net.Conn
	left int
}

func (b *breaking) SetWriteDeadline(time.Time) error { return nil }
func (b *breaking) Close() error                     { return nil }
func (b *breaking) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, errors.New("no room")
	}
	return len(p), nil
}

// TestWrongTargets has each option that makes no sense be an error.
func TestWrongTargets(t *testing.T) {
	labels, auth := []label{{"a", "b"}}, "Bearer x"
	for _, c := range []struct {
		kind, to string
		options  []string
		labels   []label
		auth     string
		want     string
	}{
		{"influx", "http://h/", nil, nil, "", "expects a URL as"},
		{"influx", "http://h/other?db=m", nil, nil, "", "expects a URL as"},
		{"influx", "http://h/write", nil, nil, "", "needs db="},
		{"influx", "http://h/api/v2/write?org=o", nil, nil, "", "needs bucket="},
		{"influx", "http://h/write?db=m&u=a&p=b", nil, nil, "", "a password"},
		{"influx", "http://h/write?db=m&precision=s", nil, nil, "", "milliseconds"},
		{"influx", "http://h/write?db=m", []string{"gzip", "x"}, nil, "", "on or off"},
		{"influx", "http://h/write?db=m", []string{"version", "7"}, nil, "", "'version' 1 or 2"},
		{"influx", "http://h/write?db=%zz", nil, nil, "", "cannot read the query"},
		{"influx", "http://h/any/where?db=m", []string{"version", "1"}, nil, "", ""},
		{"influx", "http://h?bucket=b", nil, labels, auth, ""},
		{"statsd", "udp://h", nil, labels, "", "'label'"},
		{"statsd", "udp://h", nil, nil, auth, "'auth'"},
		{"statsd", "udp://h", []string{"prefix", "a..b"}, nil, "", "'prefix'"},
		{"dogstatsd", "udp://h", []string{"prefix", "a b"}, labels, "", "'prefix'"},
		{"dogstatsd", "udp://h", nil, labels, "", ""},
		{"graphite", "tcp://h", nil, labels, "", "'tags on'"},
		{"graphite", "tcp://h", []string{"tags", "x"}, nil, "", "on or off"},
		{"graphite", "tcp://h", []string{"path", ""}, nil, "", "'path'"},
		{"graphite", "tcp://h", nil, nil, auth, "'auth'"},
	} {
		a := aim(t, c.kind, "x://", c.options...)
		a.url, _ = url.Parse(c.to)
		if a.url == nil { // a query is read later
			continue
		}
		a.labels, a.auth = c.labels, c.auth
		_, err := a.kind.open(a)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s %q: %v, not %q", c.kind, c.to, c.options, err, c.want)
		}
	}
}
