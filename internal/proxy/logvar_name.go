package proxy

import "metergate/internal/sample"

func init() {
	textVar("f", sample.TextVar, sample.Front, "Name of the frontend.", func(s *Stream) string { return s.front.Name })
	textVar("b", sample.TextVar, sample.Back, "Name of the backend, that of the frontend when none was chosen.", (*Stream).backName)
	textVar("s", sample.TextVar, sample.Picked, "Name of the server, that of a service between angle brackets, or <NOSRV>.",
		(*Stream).servedBy)
	sample.RegisterLogVar(sample.LogVar{
		Name: "ft", Kind: sample.TextVar, Needs: sample.Front, Help: "Name of the frontend, with a ~ behind it on TLS.",
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			if s.sess.listener.TLS == nil {
				return sample.StringOf(s.front.Name), true
			}
			return cx.Str(append(append(cx.Temp(len(s.front.Name)+1), s.front.Name...), '~'))
		},
	})
}

// backName is the backend that logs name.
func (s *Stream) backName() string {
	if s.back == nil {
		return s.front.Name
	}
	return s.back.Name
}

// servedBy is what logs name as the server.
func (s *Stream) servedBy() string {
	switch {
	case s.server != nil:
		return s.server.Name
	case s.service != nil:
		return s.service.Name()
	case s.stored.cache != nil:
		return cacheName
	}
	return "<NOSRV>"
}
