package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// What is to be said of the two connections of a request beside their addresses.
func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "bc_reused", Out: sample.Bool, Needs: sample.Server4, Help: "True when the connection to the server had carried a request before this one.",
			Get: onLink(func(s *Stream) (sample.Value, bool) { return sample.BoolOf(s.reused), true }),
		},
		endFetch("bc_src", "Address from which the server is reached.", addrValue, (*Stream).nearEnd),
		endFetch("bc_dst", "Address at which the server is reached.", addrValue, (*Stream).farEnd),
		endFetch("bc_src_port", "Port from which the server is reached.", portValue, (*Stream).nearEnd),
		endFetch("bc_dst_port", "Port at which the server is reached.", portValue, (*Stream).farEnd),
		sample.Fetch{
			Name: "dst_conn", Out: sample.Int, Needs: sample.Client4, Help: "Connections to the address that the client connected to, this one included.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.IntOf(s.sess.listener.open.Load()), true
			}),
		},
	)
	for _, side := range []struct {
		prefix, what string
		needs        sample.Source
		get          func(func(*Stream) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool)
	}{
		{"fc_", "the client", sample.Client4, onSession},
		{"bc_", "the server", sample.Server4, onLink},
	} {
		major := func(s *Stream) (sample.Value, bool) { return sample.IntOf(1), true }
		if side.prefix == "bc_" {
			major = func(s *Stream) (sample.Value, bool) { return sample.IntOf(int64(s.major())), true }
		}
		one := side.get(func(*Stream) (sample.Value, bool) { return sample.IntOf(1), true })
		sample.RegisterFetch(
			sample.Fetch{Name: side.prefix + "http_major", Out: sample.Int, Needs: side.needs, Get: side.get(major),
				Help: "Major version of HTTP on the connection with " + side.what + "."},
			sample.Fetch{Name: side.prefix + "nb_streams", Out: sample.Int, Needs: side.needs, Get: one,
				Help: "Requests at work on the connection with " + side.what + "."},
			sample.Fetch{Name: side.prefix + "settings_streams_limit", Out: sample.Int, Needs: side.needs, Get: one,
				Help: "Requests that may be at work at once on the connection with " + side.what + "."},
		)
	}
}

// onSession makes the Get of a fetch out of a function on a stream.
func onSession(get func(*Stream) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return get(s) })
}

// onLink makes the Get of a fetch out of a function on a stream that has reached a server.
func onLink(get func(*Stream) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
		if s.times.Connected == 0 {
			return sample.Value{}, false
		}
		return get(s)
	})
}

// endFetch declares a fetch of an end of the connection to the server.
func endFetch(name, help string, value func(netio.Addr) (sample.Value, bool), end func(*Stream) netio.Addr) sample.Fetch {
	out := sample.Addr
	if name == "bc_src_port" || name == "bc_dst_port" {
		out = sample.Int
	}
	return sample.Fetch{
		Name: name, Out: out, Needs: sample.Server4, Help: help,
		Get: onLink(func(s *Stream) (sample.Value, bool) { return value(end(s)) }),
	}
}

// nearEnd is our end of the connection to the server, or of the last one where logs show it.
func (s *Stream) nearEnd() netio.Addr {
	if s.link != nil {
		return s.link.conn.LocalAddr()
	}
	return s.near
}

// farEnd is the server's end.
func (s *Stream) farEnd() netio.Addr {
	if s.link != nil {
		return s.link.conn.RemoteAddr()
	}
	return s.far
}
