package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// onClient makes the Get of a fetch out of a function on the client connection.
func onClient(get func(c *netio.Conn) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
		if s := streamOf(cx); s != nil {
			return get(s.client)
		}
		return sample.Value{}, false
	}
}

func addrValue(a netio.Addr) (sample.Value, bool) {
	if !a.IsValid() {
		return sample.Value{}, false
	}
	return sample.AddrOf(a.Addr()), true
}

func portValue(a netio.Addr) (sample.Value, bool) { return sample.IntOf(int64(a.Port())), a.IsValid() }

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "src", Out: sample.Addr, Needs: sample.Client4, Help: "Address of the client.",
			Get: onClient(func(c *netio.Conn) (sample.Value, bool) { return addrValue(c.RemoteAddr()) }),
		},
		sample.Fetch{
			Name: "src_port", Out: sample.Int, Needs: sample.Client4, Help: "Port of the client.",
			Get: onClient(func(c *netio.Conn) (sample.Value, bool) { return portValue(c.RemoteAddr()) }),
		},
		sample.Fetch{
			Name: "dst", Out: sample.Addr, Needs: sample.Client4, Help: "Address that the client connected to.",
			Get: onClient(func(c *netio.Conn) (sample.Value, bool) { return addrValue(c.LocalAddr()) }),
		},
		sample.Fetch{
			Name: "dst_port", Out: sample.Int, Needs: sample.Client4, Help: "Port that the client connected to.",
			Get: onClient(func(c *netio.Conn) (sample.Value, bool) { return portValue(c.LocalAddr()) }),
		},
	)
}
