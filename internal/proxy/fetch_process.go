package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// What the process says of itself, and when things of a request began.
func init() {
	number := func(name string, needs sample.Source, out sample.Type, help string, read func(*Stream) int64) {
		sample.RegisterFetch(sample.Fetch{
			Name: name, Out: out, Needs: needs, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				n := sample.IntOf(read(s))
				if out == sample.Bool {
					n = sample.BoolOf(n.Bool())
				}
				return n, true
			}),
		})
	}
	number("act_conn", sample.Internal, sample.Int, "Connections of clients to the whole process.",
		func(s *Stream) int64 { return max(s.lane.gateway.Sessions(), 0) })
	number("uptime", sample.Internal, sample.Int, "Seconds since the process started.",
		func(s *Stream) int64 { return (netio.Clock() - s.lane.gateway.Process.Begun) / 1e9 })
	number("thread", sample.Internal, sample.Int, "Number of the loop that works on this, from 0 on.", func(s *Stream) int64 { return int64(s.lane.shard) })
	number("tgroup", sample.Internal, sample.Int, "Number of the group of loops: always 0, because there is one.", func(*Stream) int64 { return 0 })
	number("stopping", sample.Internal, sample.Bool, "True once the process finishes what it has, and begins nothing.", func(s *Stream) int64 {
		if s.lane.gateway.Process.Stopping.Load() {
			return 1
		}
		return 0
	})
	momentFetch("accept_date", sample.Client4, "When the connection was accepted", func(s *Stream) int64 { return s.sess.wall })
	momentFetch("request_date", sample.ReqMeta, "When the first byte of the request came", (*Stream).asked)

	serverFetch("srv_weight", "Weight of a server in force: less than asked for while it warms up.", func(s *Server) int64 { return int64(s.Weight()) })
	serverFetch("srv_uweight", "Weight of a server as asked for.", func(s *Server) int64 { return int64(s.UserWeight()) })
	serverFetch("srv_iweight", "Weight of a server in the configuration.", func(s *Server) int64 { return int64(s.InitialWeight) })
}

// momentFetch declares a fetch of a moment, which at gives in ns since 1970.
func momentFetch(name string, needs sample.Source, help string, at func(*Stream) int64) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Args: []sample.Arg{{Name: "unit", Kind: sample.ArgStr, Optional: true, Default: "s"}}, Out: sample.Int, Needs: needs,
		Help: help + ", in seconds since 1970, or with unit ms or us in milliseconds or microseconds.",
		Check: func(a sample.Args, _ *sample.Env) (err error) {
			a[0].Int, err = sample.UnitTicks(a.Str(0))
			return err
		},
		Get: onStream(func(s *Stream, a sample.Args) (sample.Value, bool) {
			return sample.IntOf(at(s) / (1e9 / a.Int(0))), true
		}),
	})
}
