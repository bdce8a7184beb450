package proxy

import "metergate/internal/sample"

func init() {
	nameFetch("fe_name", sample.Front, "Name of the frontend.", func(s *Stream) string { return s.front.Name }, nil)
	nameFetch("be_name", sample.Back, "Name of the backend.", (*Stream).backName, func(s *Server) string { return s.Back.Name })
	nameFetch("srv_name", sample.Picked, "Name of the server.", func(s *Stream) string {
		if s.server == nil {
			return ""
		}
		return s.server.Name
	}, func(s *Server) string { return s.Name })
	nameFetch("so_name", sample.Client4, "Name of the address that the client connected to.", func(s *Stream) string { return s.sess.listener.Name }, nil)
	nameFetch("fe_defbe", sample.Front, "Name of the frontend's default backend.", func(s *Stream) string {
		if s.front.Default == nil {
			return ""
		}
		return s.front.Default.Name
	}, nil)
	numberFetch("fe_id", sample.Front, "Number of the frontend.", func(s *Stream) int64 { return int64(s.front.ID) })
	numberFetch("so_id", sample.Client4, "Number of the address that the client connected to.", func(s *Stream) int64 { return int64(s.sess.listener.ID) })
	numberFetch("be_id", sample.Back, "Number of the backend.", func(s *Stream) int64 {
		if s.back == nil {
			return int64(s.front.ID)
		}
		return int64(s.back.ID)
	})
	numberFetch("srv_id", sample.Picked, "Number of the server.", func(s *Stream) int64 {
		if s.server == nil {
			return -1
		}
		return int64(s.server.ID)
	})
}

// nameFetch declares a fetch of a text; there is none when it is empty. ofCheck, which may be nil, reads it for a check.
func nameFetch(name string, needs sample.Source, help string, read func(*Stream) string, ofCheck func(*Server) string) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Out: sample.Str, Needs: needs, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			text := ""
			if s := streamOf(cx); s != nil {
				text = read(s)
			} else if s := checkedServer(cx); s != nil && ofCheck != nil {
				text = ofCheck(s)
			}
			return sample.StringOf(text), text != ""
		},
	})
}

// numberFetch declares a fetch of a number; there is none when it is negative.
func numberFetch(name string, needs sample.Source, help string, read func(*Stream) int64) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Out: sample.Int, Needs: needs, Help: help,
		Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
			n := read(s)
			return sample.IntOf(n), n >= 0
		}),
	})
}
