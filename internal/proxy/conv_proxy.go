package proxy

import (
	"bytes"

	"metergate/internal/sample"
	"metergate/internal/stick"
)

// Converters that need the gateway.
func init() {
	sample.RegisterConverter(
		captureConverter("capture-req", ofRequest, "Keeps the text as a declared capture of the request, by its number, and hands it on."),
		captureConverter("capture-res", ofResponse, "Keeps the text as a declared capture of the response, by its number, and hands it on."),
		sample.Converter{
			Name: "fe_exists", In: sample.Str, Out: sample.Bool, Help: "True when there is a frontend of that name.",
			Apply: func(cx *sample.Ctx, v sample.Value, _ sample.Args) (sample.Value, bool) {
				s := streamOf(cx)
				return sample.BoolOf(s != nil && s.lane.gateway.roster.Load().frontends[string(v.Bytes())] != nil), true
			},
		},
		backendConverter("nbsrv", "Servers that can be given work of the backend of that name.", (*Backend).nbsrv),
		serverConverter("srv_queue", sample.Int, "Requests that wait for the server of that name, which may stand behind a backend's and a slash.",
			func(s *Server) sample.Value { return sample.IntOf(int64(s.Slots.Waiting())) }),
		serverConverter("srv_is_up", sample.Bool, "True when the server of that name, which may stand behind a backend's and a slash, is up.",
			func(s *Server) sample.Value { return sample.BoolOf(s.Admin()&AdminMaint == 0 && s.Up()) }),
		sample.Converter{
			Name: "table_server_id", Args: []sample.Arg{argTable}, In: sample.Any, Out: sample.Int,
			Help: "Number of the server that the entry of the sample is tied to; 0 for none.",
			Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
				op := tableOp{do: readElement(stick.ServerID)}
				return op.ofKey(cx, 0, a[0].Ref.(*Table), v)
			},
		},
	)
}

func captureConverter(name string, direction int, help string) sample.Converter {
	return sample.Converter{
		Name: name, Args: []sample.Arg{{Name: "id", Kind: sample.ArgInt}}, In: sample.Str, Out: sample.Str, Help: help,
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			s, i := streamOf(cx), a.Int(0)
			if s != nil && i >= 0 && i < int64(len(s.front.Captures[direction])) {
				s.captured[direction].put(int(i), v.Bytes(), s.front.Captures[direction][i].Len)
			}
			return v, true
		},
	}
}

// backendConverter declares a converter of a backend's name into a number of it; a name that no backend has gives nothing.
func backendConverter(name, help string, read func(*Backend) int64) sample.Converter {
	return sample.Converter{
		Name: name, In: sample.Str, Out: sample.Int, Help: help,
		Apply: func(cx *sample.Ctx, v sample.Value, _ sample.Args) (sample.Value, bool) {
			if s := streamOf(cx); s != nil {
				if b := s.lane.gateway.Backend(string(v.Bytes())); b != nil {
					return sample.IntOf(read(b)), true
				}
			}
			return sample.Value{}, false
		},
	}
}

// serverConverter declares a converter of a server's name, which is one of the backend at work unless it says which. A name
// that no server has gives nothing.
func serverConverter(name string, out sample.Type, help string, read func(*Server) sample.Value) sample.Converter {
	return sample.Converter{
		Name: name, In: sample.Str, Out: out, Help: help,
		Apply: func(cx *sample.Ctx, v sample.Value, _ sample.Args) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			b := s.back
			backend, server, qualified := bytes.Cut(v.Bytes(), []byte("/"))
			if qualified {
				b = s.lane.gateway.Backend(string(backend))
			} else {
				server = backend
			}
			if b == nil {
				return sample.Value{}, false
			}
			if srv := b.Server(string(server)); srv != nil {
				return read(srv), true
			}
			return sample.Value{}, false
		},
	}
}
