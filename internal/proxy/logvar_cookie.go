package proxy

import (
	"metergate/internal/cookie"
	"metergate/internal/sample"
)

func init() {
	cookieVar("CC", sample.ReqMeta, ofRequest, "Captured cookie of the client.")
	cookieVar("CS", sample.ResMeta, ofResponse, "Captured cookie of the server.")
}

// cookieVar declares a log variable of a captured cookie.
func cookieVar(name string, needs sample.Source, direction int, help string) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.TextVar, Needs: needs, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) {
			text := s.cookies[direction]
			return sample.StrOf(text), len(text) > 0
		}),
	})
}

// cookieBackend returns the backend whose cookie concerns the request: its own, or before it has one that of its section. Nil
// where there is none.
func (s *Stream) cookieBackend() *Backend {
	b := s.back
	if b == nil {
		b = s.front.Back
	}
	if b == nil || b.Cookie == nil || b.Mode != ModeHTTP {
		return nil
	}
	return b
}

// cookieLetters are the last two letters of the termination state.
func (s *Stream) cookieLetters() (given, done byte) {
	b := s.cookieBackend()
	if b == nil || !b.Cookie.Tells() {
		return '-', '-'
	}
	given, done = byte(cookie.None), byte(cookie.Nothing)
	if s.persist.given != 0 {
		given = byte(s.persist.given)
	}
	if s.persist.done != 0 {
		done = byte(s.persist.done)
	}
	return given, done
}
