package proxy

import (
	"metergate/internal/sample"
	"metergate/internal/stick"
)

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "fc_glitches", Out: sample.Int, Needs: sample.Client4,
			Help: "How often the client's connection broke the rules of its protocol, where it was served nevertheless too.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.IntOf(int64(s.sess.glitches)), true
			}),
		},
		sample.Fetch{
			Name: "bc_glitches", Out: sample.Int, Needs: sample.Server4,
			Help: "How often the server's connection broke the rules of its protocol.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if s.link == nil {
					return sample.Value{}, false
				}
				return sample.IntOf(int64(s.link.glitches)), true
			}),
		},
	)
}

// glitch counts that the client broke the rules of its protocol, in what the connection and the request track too.
func (s *Stream) glitch() {
	s.sess.glitches++
	s.eachMark(countGlitch)
}

func countGlitch(e stick.Entry) {
	e.Add(stick.GlitchCnt, 0, 1)
	e.Add(stick.GlitchRate, 0, 1)
}
