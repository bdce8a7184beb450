package proxy

import (
	"strconv"

	"metergate/internal/sample"
)

// The phases of a request, in ms; -1 is one that was not reached. Each is a log variable and a fetch.
func init() {
	phaseVar("Th", "fc.timer.handshake", sample.Client4, "Time of handshakes on the client's connection.", (*Times).Th)
	phaseVar("Ti", "req.timer.idle", sample.ReqMeta, "Time the connection was idle before the request.", (*Times).Ti)
	phaseVar("TR", "req.timer.hdr", sample.ReqMeta, "Time from the first byte of the request to the end of its head.", (*Times).TR)
	phaseVar("Tq", "req.timer.tq", sample.ReqMeta, "Th+Ti+TR.", (*Times).Tq)
	phaseVar("Tw", "req.timer.queue", sample.Server4, "Time spent in queues.", (*Times).Tw)
	phaseVar("Tc", "bc.timer.connect", sample.Server4, "Time to connect to the server, retries included.", (*Times).Tc)
	phaseVar("Tr", "res.timer.hdr", sample.ResMeta, "Time from the connection to the end of the response's head.", (*Times).Tr)
	phaseVar("Td", "res.timer.data", sample.SessEnd, "Time of the rest of the response.", (*Times).Td)
	totalVar("Ta", "txn.timer.total", "Time from the first byte of the request to the end of the response.", (*Times).Ta)
	totalVar("Tt", "fc.timer.total", "Time from the accept, or the end of the response before, to the end of this one.", (*Times).Tt)
	totalVar("Tu", "txn.timer.user", "Tt without the time the connection was idle.", (*Times).Tu)
}

// phaseVar declares a phase.
func phaseVar(name, fetch string, needs sample.Source, help string, read func(*Times) int64) {
	numberVar(name, needs, help, func(s *Stream) int64 { return read(s.timesNow()) })
	timerFetch(fetch, needs, help, read)
}

func timerFetch(name string, needs sample.Source, help string, read func(*Times) int64) {
	sample.RegisterFetch(sample.Fetch{
		Name: name, Out: sample.Int, Needs: needs, Help: help + " In ms; -1 when it was not reached.",
		Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
			return sample.IntOf(read(s.timesNow())), true
		}),
	})
}

// totalVar declares a sum of phases. In a line that is written before the end it has a plus sign before it.
func totalVar(name, fetch, help string, read func(*Times) int64) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.NumVar, Needs: sample.SessEnd, Expr: fetch, Help: help,
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			if s == nil {
				return sample.Value{}, false
			}
			return soFar(cx, s, read(s.timesNow()))
		},
	})
	timerFetch(fetch, sample.SessEnd, help, read)
}

// soFar returns a number that may still grow when the request is not over.
func soFar(cx *sample.Ctx, s *Stream, n int64) (sample.Value, bool) {
	if !s.Unfinished() {
		return sample.IntOf(n), true
	}
	return cx.Str(strconv.AppendInt(append(cx.Temp(24), '+'), n, 10))
}

// timesNow is Times without a copy on the heap. It is valid until the next call on the loop.
func (s *Stream) timesNow() *Times {
	s.lane.times = s.Times()
	return &s.lane.times
}
