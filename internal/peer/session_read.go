package peer

import (
	"errors"

	"metergate/internal/netio"
	"metergate/internal/stick"
)

// errStrange says that a peer sends what makes no sense where it stands.
var errStrange = errors.New("the peer sends what makes no sense here")

// read takes in what the peer sends until the session ends.
func (k *session) read(t *netio.Task) error {
	want := 2
	for {
		view, err := k.conn.Peek(t, want, k.silence(t))
		if err != nil {
			return err
		}
		m, used, need, err := cutMessage(view)
		if err == nil && used == 0 {
			want = need
			continue
		}
		if err == nil {
			err = k.take(m, t.Now()/1e6)
		}
		if err != nil {
			return err
		}
		k.conn.Discard(used)
		want = 2
		if err := t.Spend(used + 64); err != nil {
			return err
		}
	}
}

// silence is until when the peer must have said something; those of version 2.0 may be silent for ever.
func (k *session) silence(t *netio.Task) int64 {
	if !k.course.life {
		return 0
	}
	return t.Now() + learnTime
}

// take does what a message says.
func (k *session) take(m message, now int64) error {
	switch m.class {
	case classControl:
		k.obey(m.kind)
		return nil
	case classTable:
		return k.learn(m, now)
	}
	return errOver // an error, or a class that is reserved
}

// obey does what a control message says.
func (k *session) obey(kind byte) {
	s := k.section
	switch kind {
	case controlAsk:
		k.lesson = true
		k.wake.Wake()
	case controlFinished, controlPartial:
		s.fresh = s.fresh || kind == controlFinished
		k.peer.partial = kind == controlPartial
		k.control(controlConfirm)
		if s.asking == k {
			s.asking = nil
		}
		s.ask()
	case controlConfirm:
		if k.once {
			k.end()
		}
	}
}

// learn takes in a message about tables. Of types that nobody knows nothing is taken.
func (k *session) learn(m message, now int64) error {
	switch m.kind {
	case tableDefine:
		return k.define(m.payload)
	case tableSwitch:
		r := reader{b: m.payload}
		k.current = k.tables[r.number()]
		return r.err
	case tableAck:
		return k.confirmed(m.payload)
	case tableUpdate, tableNext, tableUpdateLife, tableNextLife:
		return k.update(m, now)
	}
	return nil
}

func (k *session) define(payload []byte) error {
	d, err := parseDefinition(payload)
	if err != nil {
		return err
	}
	before := k.tables[d.id]
	if before == nil && len(k.tables) >= maxTables {
		return errRange
	}
	tab := &table{definition: d}
	if before != nil && before.name == d.name {
		tab.number, tab.owed = before.number, before.owed
	}
	for _, s := range k.section.tables {
		if s.name == d.name && d.fits(s.table) {
			tab.shared = s
		}
	}
	k.tables[d.id], k.current = tab, tab
	return nil
}

// confirmed takes in how far the peer has learned.
func (k *session) confirmed(payload []byte) error {
	r := reader{b: payload}
	id, number := r.number(), r.word()
	if r.err != nil {
		return r.err
	}
	if id < 1 || id > uint64(len(k.pushed)) {
		return nil
	}
	behind := uint64(uint32(k.pushed[id-1]) - number)
	if seq := k.pushed[id-1] - behind; behind <= k.pushed[id-1] && seq > k.peer.acked[id-1] {
		k.peer.acked[id-1] = seq
	}
	return nil
}

func (k *session) update(m message, now int64) error {
	tab := k.current
	if tab == nil {
		return errStrange
	}
	r := reader{b: m.payload}
	u := parseUpdate(&r, m.kind, tab.number, &tab.definition)
	if r.err != nil {
		return r.err
	}
	tab.number, tab.owed, k.acks = u.number, true, true
	if tab.shared == nil {
		tab.values(&r, &k.heard, func(*value) {})
		return r.err
	}
	tab.shared.learn(&r, &u, &tab.definition, &k.heard, now)
	return r.err
}

// learn writes an update into the table, and what of it others may know into the table beside it.
func (s *shared) learn(r *reader, u *update, d *definition, heard *texts, now int64) {
	var list []value
	d.values(r, heard, func(v *value) { list = append(list, *v) })
	if r.err != nil {
		return
	}
	write(s.table, u, list, now, func(f *field) bool {
		return s.table.Config().RecvOnly || !f.data.Local()
	})
	if s.also != nil {
		write(s.also, u, list, now, func(f *field) bool {
			return f.data == stick.ServerID || f.data == stick.ServerKey || f.data == stick.GPT || f.data == stick.GPT0
		})
	}
}

// write sets values of an entry, which is made where there is none. A table that is full learns nothing new.
func write(t *stick.Table, u *update, list []value, now int64, wanted func(*field) bool) {
	key, ok := t.Key(nil, u.key)
	if !ok {
		return
	}
	ref, ok := t.Get(key, now)
	if !ok {
		return
	}
	e := t.Lock(ref, now)
	for i := range list {
		v := &list[i]
		switch d := v.field.data; {
		case !wanted(v.field):
		case d.Form() == stick.Rate:
			if v.field.period == t.Period(d) {
				e.SetParts(d, v.element, v.parts)
			}
		case d.Form() == stick.Name:
			number := uint64(0)
			if v.text != "" {
				number = t.Number([]byte(v.text))
			}
			e.Set(d, v.element, number)
		default:
			e.Set(d, v.element, v.number)
		}
	}
	e.Learned(u.life)
	e.Unlock()
	t.Drop(ref)
}
