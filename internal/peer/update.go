package peer

import (
	"encoding/binary"
	"math"

	"metergate/internal/stick"
)

// appendEntry writes the key and the data of a locked entry.
func appendEntry(dst []byte, t *stick.Table, e stick.Entry, sent *texts) []byte {
	if t.Config().Type == stick.String {
		dst = appendNumber(dst, uint64(len(e.Key())))
	}
	dst = append(dst, e.Key()...)
	for d := range stick.All() {
		n, _ := t.Stores(d)
		for i := range n {
			switch d.Form() {
			case stick.Rate:
				p := e.Parts(d, i)
				dst = appendNumber(dst, uint64(p.Elapsed))
				dst = appendNumber(appendNumber(dst, uint64(p.Now)), uint64(p.Before))
			case stick.Name:
				dst = sent.append(dst, t.NameOf(e.Value(d, i)))
			default:
				dst = appendNumber(dst, e.Value(d, i))
			}
		}
	}
	return dst
}

// A course is how a session tells of entries.
type course struct {
	out     []byte // messages
	scratch []byte
	sent    texts
	life    bool // the time that entries live on is told too, as version 2.1 allows
}

// update writes a message about a locked entry, with its number where it does not follow that of the one before.
func (c *course) update(t *stick.Table, e stick.Entry, number uint32, next bool) {
	kind := byte(tableUpdate)
	c.scratch = c.scratch[:0]
	if next {
		kind = tableNext
	} else {
		c.scratch = binary.BigEndian.AppendUint32(c.scratch, number)
	}
	if c.life {
		kind += tableUpdateLife - tableUpdate
		c.scratch = binary.BigEndian.AppendUint32(c.scratch, uint32(min(e.ExpiresIn(), math.MaxInt32)))
	}
	c.scratch = appendEntry(c.scratch, t, e, &c.sent)
	c.out = appendMessage(c.out, kind, c.scratch)
}

// define writes the definition of a table.
func (c *course) define(id uint64, s *shared) {
	c.scratch = appendDefinition(c.scratch[:0], id, s.name, s.table)
	c.out = appendMessage(c.out, tableDefine, c.scratch)
}

// An update is what a message says of an entry, but for the values.
type update struct {
	number uint32
	life   int64 // ms; -1 where the message does not tell
	key    []byte
}

// parseUpdate reads an update up to the values. before is the number of the update before.
func parseUpdate(r *reader, kind byte, before uint32, d *definition) (u update) {
	u.number, u.life = before+1, -1
	if kind == tableUpdate || kind == tableUpdateLife {
		u.number = r.word()
	}
	if kind == tableUpdateLife || kind == tableNextLife {
		u.life = int64(r.word())
	}
	switch d.key {
	case stick.String:
		n := r.number()
		if n >= uint64(d.keyLen) && r.err == nil {
			r.err = errRange
		}
		u.key = r.bytes(n)
	default:
		u.key = r.bytes(uint64(d.keyLen))
	}
	return u
}

// A value is one datum of an update.
type value struct {
	field   *field
	element int
	number  uint64
	parts   stick.Parts
	text    string
}

// values reads the values of an update for f.
func (d *definition) values(r *reader, heard *texts, f func(v *value)) {
	var v value
	for i := range d.fields {
		v.field = &d.fields[i]
		for v.element = 0; v.element < v.field.elements && r.err == nil; v.element++ {
			switch v.field.data.Form() {
			case stick.Rate:
				v.parts = stick.Parts{Elapsed: uint32(r.number()), Now: uint32(r.number()), Before: uint32(r.number())}
			case stick.Name:
				v.text = heard.read(r)
			default:
				v.number = r.number()
			}
			if r.err == nil {
				f(&v)
			}
		}
	}
}
