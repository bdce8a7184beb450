package proxy

import "metergate/internal/sample"

// What converter when asks of a request.
func init() {
	state := func(name string, holds func(*Stream) bool) {
		sample.RegisterState(name, func(cx *sample.Ctx) bool {
			s := streamOf(cx)
			return s != nil && holds(s)
		})
	}
	forwarded := func(s *Stream) bool { return s.times.Connected != 0 }
	served := func(s *Stream) bool { return s.service != nil }
	state("error", (*Stream).wentWrong)
	state("normal", func(s *Stream) bool { return !s.wentWrong() })
	state("forwarded", forwarded)
	state("toapplet", served)
	state("processed", func(s *Stream) bool { return forwarded(s) || served(s) })
	state("stopping", func(s *Stream) bool { return s.lane.gateway.Process.Stopping.Load() })
}
