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
			Name: "Ts", Kind: sample.HexVar, Needs: sample.Client4, Alone: true, Help: "When the connection was accepted, in seconds since 1970.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				at, _ := momentOf(cx, (*Stream).began)
				return sample.IntOf(at / 1e9), at != 0
			},
		},
		sample.LogVar{
			Name: "ms", Kind: sample.NumVar, Needs: sample.Client4, Alone: true, Help: "The milliseconds of the second in which the connection was accepted.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				at, _ := momentOf(cx, (*Stream).began)
				if at == 0 {
					return sample.Value{}, false
				}
				ms := at / 1e6 % 1000
				return cx.Str(append(cx.Temp(3), '0'+byte(ms/100), '0'+byte(ms/10%10), '0'+byte(ms%10)))
			},
		},
	)
}

// momentOf returns a moment of a stream, in ns since 1970, and what writes it: outside of streams the present one, and 0
// and nil where there is none, as in checks.
func momentOf(cx *sample.Ctx, at func(*Stream) int64) (int64, *clock.Dates) {
	switch o := cx.Owner.(type) {
	case *Stream:
		return at(o), o.lane.dates
	case *outside:
		return cx.Now, o.dates
	}
	return 0, nil
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
		Name: name, Kind: sample.DateVar, Needs: sample.Client4, Alone: true, Help: help,
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			moment, dates := momentOf(cx, at)
			if dates == nil {
				return sample.Value{}, false
			}
			return cx.Str(write(dates, cx.Temp(32), moment))
		},
	})
}
