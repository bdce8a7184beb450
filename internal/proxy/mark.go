package proxy

import (
	"metergate/internal/sample"
	"metergate/internal/stick"
)

// A mark is an entry of a stick table that a connection or a request tracks; the zero mark tracks none.
type mark struct {
	table *Table
	ref   stick.Ref
}

// marks are what a connection or a request tracks, by number.
type marks []mark

// How many entries can be tracked at once.
const (
	usualMarks = 3
	maxMarks   = 1024
)

// set makes mark i, of n, track an entry that is held.
func (m *marks) set(n, i int, to mark) {
	if len(*m) < n {
		*m = append((*m)[:0], make(marks, n)...)
	}
	(*m)[i] = to
}

// at returns mark i, and whether it tracks an entry.
func (m marks) at(i int) (mark, bool) {
	if i < 0 || i >= len(m) || m[i].table == nil {
		return mark{}, false
	}
	return m[i], true
}

// each has f work on every tracked entry, and lets it live on.
func (m marks) each(now int64, f func(e stick.Entry)) {
	for i := range m {
		if m[i].table != nil {
			m[i].touch(now, f)
		}
	}
}

// touch has f work on the entry, and lets it live on.
func (m mark) touch(now int64, f func(e stick.Entry)) {
	e := m.table.Lock(m.ref, now)
	f(e)
	e.Touch()
	e.Unlock()
}

// begin counts that tracking begins.
func (m mark) begin(now int64) { m.touch(now, countConn) }

// end ends all tracking.
func (m marks) end(now int64) {
	for i := range m {
		if m[i].table != nil {
			m[i].touch(now, uncountConn)
			m[i].table.Drop(m[i].ref)
			m[i] = mark{}
		}
	}
}

func countConn(e stick.Entry) {
	e.Add(stick.ConnCnt, 0, 1)
	e.Add(stick.ConnRate, 0, 1)
	e.Add(stick.ConnCur, 0, 1)
}

func uncountConn(e stick.Entry) {
	if e.Here(stick.ConnCur, 0) > 0 {
		e.Add(stick.ConnCur, 0, -1)
	}
}

func countSession(e stick.Entry) {
	e.Add(stick.SessCnt, 0, 1)
	e.Add(stick.SessRate, 0, 1)
}

func countRequest(e stick.Entry) {
	e.Add(stick.HTTPReqCnt, 0, 1)
	e.Add(stick.HTTPReqRate, 0, 1)
}

// A volume is what the entries that a request tracks are told of when it ends.
type volume struct {
	in, out int64 // bytes; out those of servers' responses
}

func (c volume) add(e stick.Entry) {
	e.Add(stick.BytesInCnt, 0, c.in)
	e.Add(stick.BytesInRate, 0, c.in)
	e.Add(stick.BytesOutCnt, 0, c.out)
	e.Add(stick.BytesOutRate, 0, c.out)
}

// countError counts an error of the client, countFailure one of the server.
func countError(e stick.Entry) {
	e.Add(stick.HTTPErrCnt, 0, 1)
	e.Add(stick.HTTPErrRate, 0, 1)
}

func countFailure(e stick.Entry) {
	e.Add(stick.HTTPFailCnt, 0, 1)
	e.Add(stick.HTTPFailRate, 0, 1)
}

// markOf returns what the request, or else its connection, tracks by number i.
func markOf(cx *sample.Ctx, i int) (mark, bool) {
	s := streamOf(cx)
	if s == nil {
		return mark{}, false
	}
	if m, ok := s.marks.at(i); ok {
		return m, true
	}
	return s.sess.mark(i)
}

// mark returns what the connection tracks by number i.
func (s *session) mark(i int) (mark, bool) {
	if s.marks == nil {
		return mark{}, false
	}
	return s.marks.at(i)
}
