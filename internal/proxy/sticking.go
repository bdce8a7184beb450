package proxy

import (
	"strconv"

	"metergate/internal/sample"
	"metergate/internal/stick"
)

// maxStores is how many keys of a request and its response are remembered at most.
const maxStores = 8

// A store is a key under which a table is to remember the server.
type store struct {
	table *Table
	key   []byte
}

// stores are the keys of one request, those of its response behind its own. Their memory is used again.
type stores struct {
	list    [maxStores]store
	n       int
	request int // how many are of the request
}

// add keeps a key.
func (s *stores) add(t *Table, key []byte) {
	to := &s.list[s.n]
	to.table, to.key = t, append(to.key[:0], key...)
	s.n++
}

// takes tells whether there is room for one more key, and the table has none since the entry from.
func (s *stores) takes(t *Table, from int) bool {
	for i := from; i < s.n; i++ {
		if s.list[i].table == t {
			return false
		}
	}
	return s.n < maxStores
}

// noteKeys keeps what the rules want remembered of the request.
func (s *Stream) noteKeys() {
	rules := s.back.Sticks
	if len(rules) == 0 && len(s.back.LateSticks) == 0 {
		return
	}
	if s.stores == nil {
		s.stores = new(stores)
	}
	s.stores.n, s.stores.request = 0, 0
	s.note(rules, 0)
	s.stores.request = s.stores.n
}

// note keeps what rules want remembered, one key a table from the entry first on.
func (s *Stream) note(rules []stickRule, first int) {
	for i := range rules {
		r := &rules[i]
		if !r.stores || !s.stores.takes(r.table, first) || !r.cond.Holds(&s.cx) {
			continue
		}
		if key, ok := r.of(&s.cx); ok {
			s.stores.add(r.table, key)
		}
	}
}

// of takes the rule's key out of the traffic.
func (r *stickRule) of(cx *sample.Ctx) ([]byte, bool) {
	v, ok := r.key.Eval(cx)
	if !ok {
		return nil, false
	}
	return r.table.key(cx, v)
}

// stuck returns the server that a table remembers of the request, or nil.
func (s *Stream) stuck() *Server {
	for i := range s.back.Sticks {
		r := &s.back.Sticks[i]
		if !r.matches || !r.cond.Holds(&s.cx) {
			continue
		}
		if key, ok := r.of(&s.cx); ok {
			if srv := r.table.remembered(s.back, key, s.task.Now()/1e6); srv != nil && s.insists(srv) {
				return srv
			}
		}
	}
	return nil
}

// remembered returns the server of the backend that the table knows of a key, or nil: by what it keeps of the server, else by
// its number. An entry that is found lives on.
func (t *Table) remembered(b *Backend, key []byte, now int64) *Server {
	ref, ok := t.Find(key, now)
	if !ok {
		return nil
	}
	e := t.Lock(ref, now)
	id, name := e.Value(stick.ServerID, 0), e.Value(stick.ServerKey, 0)
	e.Touch()
	e.Unlock()
	t.Drop(ref)
	if text := t.NameOf(name); text != "" {
		if s := b.stickServer(t, text); s != nil {
			return s
		}
	}
	for _, s := range b.Servers() {
		if id != 0 && uint64(s.ID) == id {
			return s
		}
	}
	return nil
}

// stickServer returns the server that the table knows by that text, or nil.
func (b *Backend) stickServer(t *Table, text string) *Server {
	if !t.byAddr {
		return b.Server(text)
	}
	var buf [64]byte
	for _, s := range b.Servers() {
		if string(s.appendStickAddr(buf[:0])) == text {
			return s
		}
	}
	return nil
}

// appendStickAddr writes the server's address as tables with `srvkey addr` know it.
func (s *Server) appendStickAddr(dst []byte) []byte {
	a := s.Addr()
	if a.IsUnix() {
		return append(dst, a.Path...)
	}
	dst = append(a.Addr().AppendTo(dst), ':')
	return strconv.AppendUint(dst, uint64(a.Port()), 10)
}

// keepServerKeys has the tables remember the server of the request, now that it has answered or, in mode tcp, begun to.
func (s *Stream) keepServerKeys() {
	if s.stores == nil || len(s.back.Sticks) == 0 && len(s.back.LateSticks) == 0 {
		return
	}
	s.note(s.back.LateSticks, s.stores.request)
	if s.server != nil && !s.server.nonStick {
		for _, k := range s.stores.list[:s.stores.n] {
			k.table.remember(k.key, s.server, s.task.Now()/1e6)
		}
	}
	s.stores.n, s.stores.request = 0, 0
}

// remember keeps the server under a key.
func (t *Table) remember(key []byte, srv *Server, now int64) {
	ref, ok := t.Get(key, now)
	if !ok {
		return
	}
	var buf [64]byte
	name := append(buf[:0], srv.Name...)
	if t.byAddr {
		name = srv.appendStickAddr(buf[:0])
	}
	number := t.Number(name)
	e := t.Lock(ref, now)
	e.Set(stick.ServerID, 0, uint64(srv.ID))
	e.Set(stick.ServerKey, 0, number)
	e.Touch()
	e.Unlock()
	t.Drop(ref)
}
