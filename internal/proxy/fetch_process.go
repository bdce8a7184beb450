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
	number("thread", sample.Internal, sample.Int, "Number of the loop that works on this, from 0 on.", func(s *Stream) int64 { return int64(s.lane.shard) })
	number("tgroup", sample.Internal, sample.Int, "Number of the group of loops: always 0, because there is one.", func(*Stream) int64 { return 0 })
	gatewayFetch("act_conn", sample.Int, "Connections of clients to the whole process.", (*Gateway).openSessions)
	gatewayFetch("uptime", sample.Int, "Seconds since the process started.",
		func(g *Gateway) int64 { return (netio.Clock() - g.Process.Begun) / 1e9 })
	gatewayFetch("stopping", sample.Bool, "True once the process finishes what it has, and begins nothing.", func(g *Gateway) int64 {
		if g.Process.Stopping.Load() {
			return 1
		}
		return 0
	})
	sample.RegisterFetch(sample.Fetch{
		Name: "start_date", Args: unitArg, Out: sample.Int, Needs: sample.Internal, Alone: true, Check: checkUnit,
		Help: "When the process began to serve, in seconds since 1970, or with unit ms or us in milliseconds or microseconds.",
		Get: func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
			g := gatewayOf(cx)
			if g == nil {
				return sample.Value{}, false
			}
			return sample.IntOf(g.Process.Start / (1e9 / a.Int(0))), true
		},
	})
	momentFetch("accept_date", sample.Client4, "When the connection was accepted", func(s *Stream) int64 { return s.sess.wall })
	momentFetch("request_date", sample.ReqMeta, "When the first byte of the request came", (*Stream).asked)

	serverFetch("srv_weight", "Weight of a server in force: less than asked for while it warms up.", func(s *Server) int64 { return int64(s.Weight()) })
	serverFetch("srv_uweight", "Weight of a server as asked for.", func(s *Server) int64 { return int64(s.UserWeight()) })
	serverFetch("srv_iweight", "Weight of a server in the configuration.", func(s *Server) int64 { return int64(s.InitialWeight) })
}

// gatewayFetch declares a fetch of a number of the whole gateway.
func gatewayFetch(name string, out sample.Type, help string, read func(*Gateway) int64) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Out: out, Needs: sample.Internal, Alone: true, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			g := gatewayOf(cx)
			if g == nil {
				return sample.Value{}, false
			}
			n := read(g)
			if out == sample.Bool {
				return sample.BoolOf(n != 0), true
			}
			return sample.IntOf(n), true
		},
	})
}

// unitArg is the argument of fetches of a moment, which checkUnit turns into the number of its ticks in a second.
var unitArg = []sample.Arg{{Name: "unit", Kind: sample.ArgStr, Optional: true, Default: "s"}}

func checkUnit(a sample.Args, _ *sample.Env) (err error) {
	a[0].Int, err = sample.UnitTicks(a.Str(0))
	return err
}

// momentFetch declares a fetch of a moment, which at gives in ns since 1970.
func momentFetch(name string, needs sample.Source, help string, at func(*Stream) int64) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Args: unitArg, Out: sample.Int, Needs: needs, Check: checkUnit,
		Help: help + ", in seconds since 1970, or with unit ms or us in milliseconds or microseconds.",
		Get: onStream(func(s *Stream, a sample.Args) (sample.Value, bool) {
			return sample.IntOf(at(s) / (1e9 / a.Int(0))), true
		}),
	})
}
