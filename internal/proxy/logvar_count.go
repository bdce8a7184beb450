package proxy

import (
	"strconv"

	"metergate/internal/sample"
)

func init() {
	numberVar("fc", sample.Front, "Client connections of the frontend.",
		func(s *Stream) int64 { _, n, _, _ := s.Counts(); return int64(n) })
	numberVar("bc", sample.Back, "Other requests that the backend works on.",
		func(s *Stream) int64 { _, _, n, _ := s.Counts(); return int64(n) })
	numberVar("sc", sample.Picked, "Other requests that the server works on.",
		func(s *Stream) int64 { _, _, _, n := s.Counts(); return int64(n) })
	numberVar("sq", sample.Picked, "Requests that were served before this one while it waited for its server.",
		func(s *Stream) int64 { n, _ := s.QueuePositions(); return int64(n) })
	numberVar("bq", sample.Back, "Requests that were served before this one while it waited for any server.",
		func(s *Stream) int64 { _, n := s.QueuePositions(); return int64(n) })
	sample.RegisterLogVar(
		sample.LogVar{
			Name: "ac", Kind: sample.NumVar, Needs: sample.Internal, Alone: true, Help: "Client connections of the process.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				if s := streamOf(cx); s != nil {
					n, _, _, _ := s.Counts()
					return sample.IntOf(int64(n)), true
				}
				g := gatewayOf(cx)
				return sample.IntOf(g.openSessions()), g != nil
			},
		},
		sample.LogVar{
			Name: "rc", Kind: sample.NumVar, Needs: sample.Server4,
			Help: "Attempts after the first, with a plus sign before it when the last one went to another server.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				s := streamOf(cx)
				if s == nil || !s.redispatched {
					return sample.IntOf(int64(retriesOf(s))), true
				}
				return cx.Str(strconv.AppendInt(append(cx.Temp(12), '+'), int64(s.retries), 10))
			},
		},
		sample.LogVar{
			Name: "rt", Kind: sample.HexVar, Needs: sample.Internal, Alone: true, Expr: "txn.id32", Help: "Number of the request.",
			Get: func(cx *sample.Ctx) (sample.Value, bool) {
				if o := outsideOf(cx); o != nil {
					return sample.IntOf(int64(o.number)), true
				}
				s := streamOf(cx)
				if s == nil {
					return sample.Value{}, false
				}
				return sample.IntOf(int64(uint32(s.id))), true
			},
		},
		sample.LogVar{
			Name: "lc", Kind: sample.HexVar, Needs: sample.Front, Help: "Lines that the frontend logged before this one.",
			Get: ofStream(func(s *Stream) (sample.Value, bool) {
				j := s.front.journal()
				if j == nil {
					return sample.Value{}, false
				}
				return sample.IntOf(int64(j.lines.Load())), true
			}),
		},
	)
}

func retriesOf(s *Stream) int {
	if s == nil {
		return 0
	}
	return s.retries
}
