package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

func init() {
	addrVar("ci", sample.Client4, "src", "Address of the client.", func(s *Stream) netio.Addr { return s.from() })
	portVar("cp", sample.Client4, "src_port", "Port of the client.", func(s *Stream) netio.Addr { return s.from() })
	addrVar("fi", sample.Client4, "dst", "Address that the client connected to.", func(s *Stream) netio.Addr { return s.to() })
	portVar("fp", sample.Client4, "dst_port", "Port that the client connected to.", func(s *Stream) netio.Addr { return s.to() })
}

// addrVar declares a log variable of an address, portVar one of its port. Clients on Unix sockets have neither; as in
// the reference the number of their listener stands for the port.
func addrVar(name string, needs sample.Source, expr, help string, read func(*Stream) netio.Addr) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.AddrVar, Needs: needs, Expr: expr, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) {
			a := read(s)
			if a.IsUnix() {
				return sample.StringOf("unix"), true
			}
			return addrValue(a)
		}),
	})
}

func portVar(name string, needs sample.Source, expr, help string, read func(*Stream) netio.Addr) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.HexVar, Needs: needs, Expr: expr, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) {
			a := read(s)
			if a.IsUnix() {
				return sample.IntOf(int64(s.sess.listener.ID)), true
			}
			return portValue(a)
		}),
	})
}
