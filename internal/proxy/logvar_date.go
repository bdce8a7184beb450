package proxy

import (
	"metergate/internal/clock"
	"metergate/internal/sample"
)

func init() {
	dateVar("t", "When the connection was accepted, in local time with milliseconds.", (*Stream).began, (*clock.Dates).AppendLog)
	dateVar("T", "When the connection was accepted, in UTC.", (*Stream).began, (*clock.Dates).AppendGMT)
	dateVar("Tl", "When the connection was accepted, in local time with its zone.", (*Stream).began, (*clock.Dates).AppendLocal)
	dateVar("tr", "When the request began, in local time with milliseconds.", (*Stream).asked, (*clock.Dates).AppendLog)
	dateVar("trg", "When the request began, in UTC.", (*Stream).asked, (*clock.Dates).AppendGMT)
	dateVar("trl", "When the request began, in local time with its zone.", (*Stream).asked, (*clock.Dates).AppendLocal)
	sample.RegisterLogVar(
		sample.LogVar{
			Name: "Ts", Kind: sample.HexVar, Needs: sample.Client4, Help: "When the connection was accepted, in seconds since 1970.",
			Get: ofStream(func(s *Stream) (sample.Value, bool) { return sample.IntOf(s.began() / 1e9), true }),
		},
		sample.LogVar{
			Name: "ms", Kind: sample.NumVar, Needs: sample.Client4, Help: "The milliseconds of the second in which the connection was accepted.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				s := streamOf(cx)
				if s == nil {
					return sample.Value{}, false
				}
				ms := s.began() / 1e6 % 1000
				return cx.Str(append(cx.Temp(3), '0'+byte(ms/100), '0'+byte(ms/10%10), '0'+byte(ms%10)))
			},
		},
	)
}

// began is when the connection was accepted or, on one that was in use before, when the response before ended; ns since
// 1970.
func (s *Stream) began() int64 { return s.WallAt(s.times.Origin) }

// asked is when the request's first byte came; that of a request that never came is when it could have begun.
func (s *Stream) asked() int64 {
	if s.times.First == 0 {
		return s.began()
	}
	return s.WallAt(s.times.First)
}

// dateVar declares a log variable of a date.
func dateVar(name, help string, at func(*Stream) int64, write func(*clock.Dates, []byte, int64) []byte) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.DateVar, Needs: sample.Client4, Help: help,
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			return cx.Str(write(s.lane.dates, cx.Temp(32), at(s)))
		},
	})
}
