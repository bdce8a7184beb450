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

// clientEnds are the addresses that tell a client: as the connection has them, and as rules may have set them since.
var clientEnds = []struct {
	name, help string
	of         func(*Stream) netio.Addr
}{
	{"src", "of the client", (*Stream).from},
	{"dst", "that the client connected to", (*Stream).to},
	{"fc_src", "of the client, as its connection tells it", func(s *Stream) netio.Addr { return s.sess.connFrom() }},
	{"fc_dst", "that the client connected to, as its connection tells it", func(s *Stream) netio.Addr { return s.sess.connTo() }},
}

func init() {
	for _, e := range clientEnds {
		sample.RegisterFetch(
			sample.Fetch{
				Name: e.name, Out: sample.Addr, Needs: sample.Client4, Help: "Address " + e.help + ".",
				Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return addrValue(e.of(s)) }),
			},
			sample.Fetch{
				Name: e.name + "_port", Out: sample.Int, Needs: sample.Client4, Help: "Port " + e.help + ".",
				Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return portValue(e.of(s)) }),
			},
		)
	}
}
