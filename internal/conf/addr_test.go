package conf

import (
	"fmt"
	"net/netip"
	"testing"
)

func ExampleParseAddr() {
	a, _ := ParseAddr("ipv4@*:8000-8010", AddrListen)
	fmt.Println(a.Family == Inet, !a.IP.IsValid(), a.Port, a.LastPort)
	s, _ := ParseAddr("api.example:+1000", AddrConnect)
	fmt.Println(s.Name, s.Relative, s.Port)
	u, _ := ParseAddr("/run/api.sock", AddrConnect)
	fmt.Println(u.Family == Unix, u.Path)
	// Output:
	// true true 8000 8010
	// api.example true 1000
	// true /run/api.sock
}

func TestParseAddr(t *testing.T) {
	v4, v6 := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")
	for _, c := range []struct {
		text string
		use  AddrUse
		want Addr
	}{
		{":80", AddrListen, Addr{Family: Inet, HasPort: true, Port: 80, LastPort: 80}},
		{"*:80", AddrListen, Addr{Family: Inet, HasPort: true, Port: 80, LastPort: 80}},
		{"127.0.0.1:80-82", AddrListen, Addr{Family: Inet, IP: v4, HasPort: true, Port: 80, LastPort: 82}},
		{"[::1]:443", AddrListen, Addr{Family: Inet, Version: 6, IP: v6, HasPort: true, Port: 443, LastPort: 443}},
		{"::1:443", AddrListen, Addr{Family: Inet, Version: 6, IP: v6, HasPort: true, Port: 443, LastPort: 443}},
		{":::443", AddrListen, Addr{Family: Inet, Version: 6, IP: netip.IPv6Unspecified(), HasPort: true, Port: 443, LastPort: 443}},
		{"ipv4@127.0.0.1:9999", AddrListen, Addr{Family: Inet, Version: 4, IP: v4, HasPort: true, Port: 9999, LastPort: 9999}},
		{"ipv6@:80", AddrListen, Addr{Family: Inet, Version: 6, HasPort: true, Port: 80, LastPort: 80}},
		{"tcp4@:80", AddrListen, Addr{Family: Inet, Version: 4, HasPort: true, Port: 80, LastPort: 80}},
		{"localhost:80", AddrListen, Addr{Family: Host, Name: "localhost", HasPort: true, Port: 80, LastPort: 80}},
		{"/run/x", AddrListen, Addr{Family: Unix, Path: "/run/x"}},
		{"unix@run/x:y", AddrListen, Addr{Family: Unix, Path: "run/x:y"}},
		{"abns@x", AddrListen, Addr{Family: Abstract, Path: "x"}},
		{"fd@7", AddrListen, Addr{Family: FD, FD: 7}},
		{"stream+fd@7", AddrListen, Addr{Family: FD, FD: 7}},
		{"sockpair@8", AddrListen, Addr{Family: SockPair, FD: 8}},
		{"127.0.0.1", AddrConnect, Addr{Family: Inet, IP: v4}},
		{"127.0.0.1:", AddrConnect, Addr{Family: Inet, IP: v4}},
		{"127.0.0.1:0", AddrConnect, Addr{Family: Inet, IP: v4, HasPort: true}},
		{"api", AddrConnect, Addr{Family: Host, Name: "api"}},
		{"api:-10", AddrConnect, Addr{Family: Host, Name: "api", HasPort: true, Relative: true, Port: -10, LastPort: -10}},
		{"[::1]", AddrConnect, Addr{Family: Inet, Version: 6, IP: v6}},
		{"127.0.0.1:1024-2048", AddrSource, Addr{Family: Inet, IP: v4, HasPort: true, Port: 1024, LastPort: 2048}},
		{"127.0.0.1:514", AddrLog, Addr{Family: Inet, IP: v4, HasPort: true, Port: 514, LastPort: 514, Datagram: true}},
		{"udp@127.0.0.1", AddrLog, Addr{Family: Inet, IP: v4, Datagram: true}},
		{"tcp@127.0.0.1:514", AddrLog, Addr{Family: Inet, IP: v4, HasPort: true, Port: 514, LastPort: 514}},
		{"/dev/log", AddrLog, Addr{Family: Unix, Path: "/dev/log", Datagram: true}},
	} {
		c.want.Text = c.text
		if got, err := ParseAddr(c.text, c.use); err != nil || got != c.want {
			t.Errorf("ParseAddr(%q) = %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
}

func TestParseAddrErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		use  AddrUse
		want string
	}{
		{"127.0.0.1", AddrListen, "missing port specification in '127.0.0.1'"},
		{"127.0.0.1:", AddrListen, "missing port specification in '127.0.0.1:'"},
		{":0", AddrListen, "invalid port '0'"},
		{":65536", AddrListen, "invalid port '65536'"},
		{":99999999999999999999", AddrListen, "invalid port '99999999999999999999'"},
		{":9-8", AddrListen, "invalid port range '9-8'"},
		{":80+1", AddrListen, "invalid character '+' in port number '80+1' in ':80+1'"},
		{":+1", AddrListen, "port offset not permitted here in ':+1'"},
		{"a:1-2", AddrConnect, "port range not permitted here in 'a:1-2'"},
		{"a:+x", AddrConnect, "invalid port '+x'"},
		{"[::1", AddrConnect, "invalid address: '[::1'"},
		{"[::1]80", AddrConnect, "invalid address: '[::1]80'"},
		{"ipv6@127.0.0.1:1", AddrConnect, "'127.0.0.1' is not an IPv6 address in 'ipv6@127.0.0.1:1'"},
		{"ipv4@[::1]:1", AddrConnect, "'::1' is not an IPv4 address in 'ipv4@[::1]:1'"},
		{"foo@1.1.1.1:1", AddrConnect, "invalid address: 'foo@1.1.1.1' in 'foo@1.1.1.1:1'"},
		{"fd@-1", AddrListen, "file descriptor '-1' is not a valid integer in 'fd@-1'"},
		{"unix@", AddrListen, "missing path in 'unix@'"},
		{"udp@:1", AddrListen, "dgram-type address not acceptable in 'udp@:1'"},
		{"quic4@:443", AddrListen, "'quic4@:443': QUIC is not spoken"},
	} {
		if _, err := ParseAddr(c.text, c.use); err == nil || err.Error() != c.want {
			t.Errorf("ParseAddr(%q): %v; want %s", c.text, err, c.want)
		}
	}
}

func FuzzParseAddr(f *testing.F) {
	for _, seed := range []string{":80", "[::1]:80-90", "ipv4@*:1", "unix@/x", "fd@3", "host:+10", "quic+fd@4", "@", "[]:1", "dgram+udp@1.1.1.1:514"} {
		for use := range uint8(4) {
			f.Add(seed, use)
		}
	}
	f.Fuzz(func(t *testing.T, text string, use uint8) {
		a, err := ParseAddr(text, AddrUse(use%4))
		if err != nil {
			return
		}
		if a.Port > a.LastPort || a.LastPort > 65535 || a.Port < 0 && !a.Relative || a.FD < 0 {
			t.Fatalf("%q reads as %+v", text, a)
		}
		if AddrUse(use%4) == AddrListen && (a.Family == Inet || a.Family == Host) && a.Port == 0 {
			t.Fatalf("%q has no port: %+v", text, a)
		}
	})
}
