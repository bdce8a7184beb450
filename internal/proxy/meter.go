package proxy

import "metergate/internal/metric"

// The meter is read once for each request, when it ends: whatever happened before, the requests of a frontend are the
// sum of its responses and the number of its log lines.

// meter reads the request off.
func (s *Stream) meter() {
	s.lane.timed = s.lane.timed[:0]
	s.meterBytes()
	s.meterFront()
	if s.back != nil {
		s.meterBack()
	}
	s.meterUsage()
	s.meterMarks()
	s.meterPacking()
	s.auditEnd()
	s.recordFlight()
	if s.server != nil {
		s.sess.last = s.server
	}
}

func (s *Stream) meterFront() {
	shard, set := s.lane.shard, s.front.Set
	if s.front.Mode == ModeTCP {
		s.meterTimes(shard, set)
		return
	}
	h1req.Inc(set, shard)
	if !s.parsed {
		s.countArrival() // what is no request arrives when that is clear
	}
	hrspClass(s.status).Inc(set, shard)
	s.meterEnding(set)
	s.meterSizes(shard, set)
	s.meterTimes(shard, set)
}

// countArrival counts the request in the rate of its frontend, which is one of requests that come, not of those that end.
func (s *Stream) countArrival() {
	reqRate.Add(s.front.Set, s.lane.shard, 1, s.task.Now()/1e6)
}

func (s *Stream) meterBack() {
	shard, set := s.lane.shard, s.back.Set
	if s.front.Mode == ModeHTTP {
		reqTot.Inc(set, shard)
		hrspClass(s.status).Inc(set, shard)
		s.meterEnding(set)
	}
	s.meterSizes(shard, set)
	if s.reached() {
		s.meterTimes(shard, set)
		s.meterTimes(shard, s.server.Set)
		s.meterServerEnding()
		s.meterSizes(shard, s.server.Set)
	}
}

// meterSizes records how many bytes the request and its response were on the client's side, once they are known.
func (s *Stream) meterSizes(shard int, set *metric.Set) {
	requestSize.Record(set, shard, s.clientIn)
	responseSize.Record(set, shard, s.clientOut)
}

// reached reports whether the request got as far as the head of a server's response: only then its times say something
// about servers.
func (s *Stream) reached() bool {
	return s.server != nil && s.times.Connected != 0 && s.times.Response != 0
}

// meterTimes records how long the phases of the request took.
func (s *Stream) meterTimes(shard int, set *metric.Set) {
	t := &s.times
	totalTime.record(set, shard, t.End-t.First, 0)
	s.lane.timed = append(s.lane.timed, set)
	if s.reached() {
		lost, queued, connecting := t.lost()
		queueTime.record(set, shard, max(span(t.Request, t.Queued), 0), queued)
		connTime.record(set, shard, max(span(t.Queued, t.Connected), 0), connecting)
		respTime.record(set, shard, max(span(t.Connected, t.Response), 0), 0)
		retryTime.Record(set, shard, lost)
	}
}

// meterBytes counts the bytes of the client's side: those used of what was read, and those written, which the kernel
// need not have taken yet. What it never takes is put right when the session ends.
func (s *Stream) meterBytes() {
	s.sess.countBytes(produced(s.client))
	s.metered = true
	s.clientIn, s.clientOut = consumed(s.client)-s.clientIn, produced(s.client)-s.clientOut
	shard := s.lane.shard
	if s.back == nil {
		return
	}
	reqbin.Add(s.back.Set, shard, uint64(s.clientIn))
	resbout.Add(s.back.Set, shard, uint64(s.clientOut))
	if s.server != nil {
		reqbin.Add(s.server.Set, shard, uint64(s.clientIn))
		resbout.Add(s.server.Set, shard, uint64(s.clientOut))
	}
}

// countServerBytes counts the bytes of the server's side of one attempt.
func (s *Stream) countServerBytes(in, out int64) {
	s.serverIn += in
	s.serverOut += out
	shard := s.lane.shard
	resbin.Add(s.front.Set, shard, uint64(in))
	resbin.Add(s.sess.listener.Set, shard, uint64(in))
	resbin.Add(s.back.Set, shard, uint64(in))
	resbin.Add(s.server.Set, shard, uint64(in))
	reqbout.Add(s.front.Set, shard, uint64(out))
	reqbout.Add(s.sess.listener.Set, shard, uint64(out))
	reqbout.Add(s.back.Set, shard, uint64(out))
	reqbout.Add(s.server.Set, shard, uint64(out))
	if s.back.Mode == ModeHTTP && !s.h2 {
		h1BytesIn.Add(s.back.Set, shard, uint64(in))
		h1BytesOut.Add(s.back.Set, shard, uint64(out))
	}
	gwByteRate.Add(s.lane.gateway.Process.Set, shard, uint64(out), s.lane.loop.Now()/1e6)
}
