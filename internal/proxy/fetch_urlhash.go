package proxy

import (
	"encoding/binary"
	"net/netip"

	"metergate/internal/hash"
	"metergate/internal/http1"
	"metergate/internal/sample"
)

// Hashes of what is asked for, alone and together with who asks, and the parts of an absolute target.
func init() {
	for _, f := range [...]struct {
		name, help string
		tail       func(s *Stream) []byte
	}{
		{"base32", "Hash of host and path.", func(s *Stream) []byte { return s.req.Path() }},
		{"url32", "Hash of host and target.", func(s *Stream) []byte { return s.req.Target() }},
	} {
		base := onBase(f.tail)
		sum := func(cx *sample.Ctx, a sample.Args) (uint32, bool) {
			v, ok := base(cx, a)
			return hash.Avalanche(hash.SDBM(v.Bytes())), ok
		}
		sample.RegisterFetch(sample.Fetch{
			Name: f.name, Out: sample.Int, Needs: sample.ReqHead, Help: f.help,
			Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
				n, ok := sum(cx, a)
				return sample.IntOf(int64(n)), ok
			},
		}, sample.Fetch{
			Name: f.name + "+src", Out: sample.Bin, Needs: sample.ReqHead | sample.Client4, Help: f.help + " The client's address follows.",
			Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
				n, ok := sum(cx, a)
				src, known := clientAddr(cx)
				if !ok || !known {
					return sample.Value{}, false
				}
				return cx.Bin(append(binary.BigEndian.AppendUint32(cx.Temp(20), n), src.Addr().AsSlice()...))
			},
		})
	}
	sample.RegisterFetch(
		sample.Fetch{
			Name: "url_ip", Out: sample.Addr, Needs: sample.ReqHead, Help: "Address in an absolute target.",
			Get: onTargetHost(func(host netip.AddrPort) (sample.Value, bool) { return sample.AddrOf(host.Addr()), true }),
		},
		sample.Fetch{
			Name: "url_port", Out: sample.Int, Needs: sample.ReqHead, Help: "Port in an absolute target whose host is an address; 80 when it names none.",
			Get: onTargetHost(func(host netip.AddrPort) (sample.Value, bool) { return sample.IntOf(int64(host.Port())), true }),
		},
	)
}

// onTargetHost makes the Get of a fetch out of a function on the address that an absolute target names.
func onTargetHost(get func(host netip.AddrPort) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
		if s.req.Form != http1.FormAbsolute {
			return sample.Value{}, false
		}
		text := string(s.req.Authority())
		if host, err := netip.ParseAddrPort(text); err == nil {
			return get(host)
		}
		ip, err := netip.ParseAddr(text)
		if err != nil {
			return sample.Value{}, false
		}
		return get(netip.AddrPortFrom(ip, 80))
	})
}
