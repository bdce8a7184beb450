package proxy

// countOpen counts a connection when it is accepted.
func (s *session) countOpen() {
	l, f, ln := s.lane, s.front, s.listener
	now := s.accepted / 1e6
	l.open.Add(1)
	connTot.Inc(f.Set, l.shard)
	connTot.Inc(ln.Set, l.shard)
	connRate.Add(f.Set, l.shard, 1, now)
	gwConnRate.Add(l.gateway.Process.Set, l.shard, 1, now)
	sessions.Inc(f.Set)
	sessions.Inc(ln.Set)
	ln.open.Add(1)
}

// countBegin counts the session that comes of it.
func (s *session) countBegin() {
	l, f, ln := s.lane, s.front, s.listener
	now := l.loop.Now() / 1e6
	stot.Inc(f.Set, l.shard)
	stot.Inc(ln.Set, l.shard)
	sessRate.Add(f.Set, l.shard, 1, now)
	gwSessRate.Add(l.gateway.Process.Set, l.shard, 1, now)
	if f.Mode == ModeTCP {
		sessOther.Inc(f.Set, l.shard)
		return
	}
	h1sess.Inc(f.Set, l.shard)
	h1Conns.Inc(f.Set, l.shard)
	h1ConnTot.Inc(f.Set, l.shard)
}

// countClosed counts it out again, with the bytes that no request claimed.
func (s *session) countClosed() {
	l, f, ln := s.lane, s.front, s.listener
	l.open.Add(-1)
	sessions.Dec(f.Set)
	sessions.Dec(ln.Set)
	ln.open.Add(-1)
	if ln.TLS != nil {
		gwTLSConns.Dec(l.gateway.Process.Set, l.shard)
	}
	if !s.begun {
		return
	}
	if f.Mode == ModeHTTP {
		h1Conns.Dec(f.Set, l.shard)
	}
	end := s.conn.BytesOut()
	if s.parting != partReset && s.conn.Err() == nil {
		end = produced(s.conn)
	}
	s.countBytes(end)
}

// countBytes counts what was read from the client, and what was written to it up to the position out, since the last
// time. When out has gone back, for bytes that the kernel never took, they are counted out again.
func (s *session) countBytes(out int64) {
	in := s.conn.BytesIn()
	read, wrote := uint64(in-s.in), uint64(out-s.out)
	s.in, s.out = in, out
	shard := s.lane.shard
	reqbin.Add(s.front.Set, shard, read)
	reqbin.Add(s.listener.Set, shard, read)
	resbout.Add(s.front.Set, shard, wrote)
	resbout.Add(s.listener.Set, shard, wrote)
	if s.front.Mode == ModeHTTP {
		h1BytesIn.Add(s.front.Set, shard, read)
		h1BytesOut.Add(s.front.Set, shard, wrote)
	}
	gwByteRate.Add(s.lane.gateway.Process.Set, shard, uint64(max(int64(wrote), 0)), s.lane.loop.Now()/1e6)
}

// countRequest counts a request that begins.
func (s *session) countRequest() {
	if s.front.Mode == ModeTCP {
		return
	}
	h1Streams.Inc(s.front.Set, s.lane.shard)
	h1StreamTot.Inc(s.front.Set, s.lane.shard)
}

// countDone counts it out when it has ended.
func (s *session) countDone() {
	if s.front.Mode == ModeHTTP {
		h1Streams.Dec(s.front.Set, s.lane.shard)
	}
}
