package proxy

import (
	"metergate/internal/check"
	"metergate/internal/sample"
)

// streamOf returns the stream that an expression is evaluated for, nil where there is none, as in checks.
func streamOf(cx *sample.Ctx) *Stream {
	s, _ := cx.Owner.(*Stream)
	return s
}

// checkedServer returns the server that a check's expression is evaluated for, nil where there is none.
func checkedServer(cx *sample.Ctx) *Server {
	scene, ok := cx.Owner.(check.Scene)
	if !ok {
		return nil
	}
	s, _ := scene.Server().(*Server)
	return s
}

// onStream makes the Get of a fetch out of a function on the stream.
func onStream(get func(s *Stream, a sample.Args) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return func(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
		if s := streamOf(cx); s != nil {
			return get(s, a)
		}
		return sample.Value{}, false
	}
}

// onRequest makes the Get of a fetch out of a function on a stream whose request is complete.
func onRequest(get func(s *Stream, a sample.Args) (sample.Value, bool)) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onStream(func(s *Stream, a sample.Args) (sample.Value, bool) {
		if s.head() == nil {
			return sample.Value{}, false
		}
		return get(s, a)
	})
}
