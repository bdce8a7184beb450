package proxy

import "metergate/internal/sample"

func init() {
	numberVar("ST", sample.ResMeta, "Status that the client got; -1 when the connection ended without an answer.",
		func(s *Stream) int64 { return int64(s.status) })
	numberVar("U", sample.SessEnd, "Bytes of the request as the client sent it.", func(s *Stream) int64 { return s.BytesRead() })
	sample.RegisterLogVar(sample.LogVar{
		Name: "B", Kind: sample.NumVar, Needs: sample.SessEnd, Expr: "res.bytes_in",
		Help: "Bytes of the response as the server sent it; 0 for an answer of the gateway's own.",
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			return soFar(cx, s, s.serverRead())
		},
	})
	stateVar("ts", 2, "Termination state: what ended the request, and where.")
	stateVar("tsc", 4, "Termination state with the two letters on persistence cookies.")
}

// serverRead is the bytes that servers have sent for the request so far.
func (s *Stream) serverRead() int64 {
	n := s.serverIn
	if s.link != nil {
		n += consumed(s.link.conn) - s.link.in
	}
	return n
}

// serverSent is the bytes of the request that servers were sent so far.
func (s *Stream) serverSent() int64 {
	n := s.serverOut
	if s.link != nil {
		n += s.link.sent() - s.link.out
	}
	return n
}

// stateVar declares a log variable of the first n letters of the termination state.
func stateVar(name string, n int, help string) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.BareVar, HTTP: n > 2, Needs: sample.SessEnd, Help: help,
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			given, done := s.cookieLetters()
			return cx.Str(append(cx.Temp(4), byte(s.ending.Cause), byte(s.ending.Phase), given, done)[:n])
		},
	})
}
