package share

import (
	"encoding/binary"
	"errors"

	"metergate/internal/stick"
)

// A record is what a process contributed to a key, or several did together: a datum for each kind of data.
//
//	version, then for each datum: data, period (rates only), number of elements, then for each of them its portion
//
// All are bytes or variable-length integers, those of portions with their sign. The lists of data of two processes may
// differ while a new configuration is rolled out, so a record says what it holds.
type record []datum

type datum struct {
	data   stick.Data
	period int64 // of a rate, in ms
	values []stick.Portion
}

const recordVersion = 1

// errRecord is what a record that cannot be read is worth.
var errRecord = errors.New("a record of the store cannot be read")

// append writes the record, without what is nothing.
func (r record) append(dst []byte) []byte {
	dst = append(dst, recordVersion)
	for _, d := range r {
		if d.zero() {
			continue
		}
		dst = append(dst, byte(d.data))
		if d.data.Form() == stick.Rate {
			dst = binary.AppendUvarint(dst, uint64(d.period))
		}
		dst = binary.AppendUvarint(dst, uint64(len(d.values)))
		for _, v := range d.values {
			for _, n := range v[:d.data.Numbers()] {
				dst = binary.AppendVarint(dst, n)
			}
		}
	}
	return dst
}

func (d datum) zero() bool {
	for _, v := range d.values {
		if v != (stick.Portion{}) {
			return false
		}
	}
	return true
}

// zero tells whether nothing was contributed.
func (r record) zero() bool {
	for _, d := range r {
		if !d.zero() {
			return false
		}
	}
	return true
}

// parseRecord reads a record.
func parseRecord(b string) (r record, err error) {
	p := parser{rest: []byte(b)}
	if p.byte() != recordVersion {
		return nil, errRecord
	}
	for len(p.rest) > 0 && !p.bad {
		d := datum{data: stick.Data(p.byte())}
		if d.data >= stick.Kinds {
			return nil, errRecord
		}
		if d.data.Form() == stick.Rate {
			d.period = int64(p.uvarint())
			p.bad = p.bad || d.period <= 0
		}
		n := p.uvarint()
		if n == 0 || n > stick.MaxElements || n > 1 && !d.data.Array() {
			return nil, errRecord
		}
		d.values = make([]stick.Portion, n)
		for i := range d.values {
			for j := range d.data.Numbers() {
				d.values[i][j] = p.varint()
			}
		}
		r = append(r, d)
	}
	if p.bad {
		return nil, errRecord
	}
	return r, nil
}

// parser takes values off the front of rest; bad says that one was not there.
type parser struct {
	rest []byte
	bad  bool
}

func (p *parser) byte() (b byte) {
	if len(p.rest) == 0 {
		p.bad = true
		return 0
	}
	b, p.rest = p.rest[0], p.rest[1:]
	return b
}

func (p *parser) uvarint() uint64 {
	v, n := binary.Uvarint(p.rest)
	p.skip(n)
	return v
}

func (p *parser) varint() int64 {
	v, n := binary.Varint(p.rest)
	p.skip(n)
	return v
}

func (p *parser) skip(n int) {
	if n <= 0 {
		p.bad, p.rest = true, nil
		return
	}
	p.rest = p.rest[n:]
}

// recordOf reads what this process contributed to a locked entry.
func recordOf(t *stick.Table, e stick.Entry) (r record) {
	for d := range stick.All() {
		n, ok := t.Stores(d)
		if !ok {
			continue
		}
		v := datum{data: d, period: t.Period(d), values: make([]stick.Portion, n)}
		for i := range v.values {
			v.values[i] = e.Own(d, i)
		}
		r = append(r, v)
	}
	return r
}

// shares appends what the record means to a table: data that it does not store, or whose rates have another period, are left
// out, and with idle what is in use now.
func (r record) shares(dst []stick.Share, t *stick.Table, idle bool) []stick.Share {
	for _, d := range r {
		if n, ok := t.Stores(d.data); !ok || t.Period(d.data) != d.period || idle && d.data == stick.ConnCur {
			continue
		} else {
			for i, v := range d.values[:min(len(d.values), n)] {
				dst = append(dst, stick.Share{Data: d.data, Element: i, Portion: v})
			}
		}
	}
	return dst
}

// fold adds what another process contributed that has ended, so that it has nothing in use.
func (r record) fold(o record) record {
	for _, d := range o {
		if d.data == stick.ConnCur {
			continue
		}
		r = r.merge(d)
	}
	return r
}

func (r record) merge(o datum) record {
	for i, d := range r {
		if d.data != o.data || d.period != o.period {
			continue
		}
		if len(o.values) > len(d.values) {
			d, o = o, d
		}
		sum := append([]stick.Portion(nil), d.values...)
		for j, v := range o.values {
			sum[j] = d.data.Merge(sum[j], v)
		}
		r[i].values = sum
		return r
	}
	return append(r, o)
}
