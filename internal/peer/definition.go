package peer

import (
	"errors"
	"math"

	"metergate/internal/stick"
)

// keyNumbers are the numbers of the types of keys on the wire.
var keyNumbers = [...]uint64{stick.Integer: 2, stick.IP: 4, stick.IPv6: 5, stick.String: 6, stick.Binary: 7}

// A field is one kind of data that updates of a table carry.
type field struct {
	data     stick.Data
	elements int
	period   int64 // ms, of rates
}

// A definition is what a peer says of a table before it sends updates of it.
type definition struct {
	id     uint64 // the sender's number of the table
	name   string
	key    stick.KeyType
	keyLen int
	fields []field
}

// maxNameLen bounds the name of a table, maxFields the kinds of data.
const (
	maxNameLen = 1024
	maxFields  = 63
)

// wireKeyLen is the length of keys that a definition tells: HAProxy counts the end of strings too.
func wireKeyLen(t stick.KeyType, n int) int {
	if t == stick.String {
		return n + 1
	}
	return n
}

// appendDefinition writes what a definition of the table holds.
func appendDefinition(dst []byte, id uint64, name string, t *stick.Table) []byte {
	c := t.Config()
	dst = appendNumber(dst, id)
	dst = append(appendNumber(dst, uint64(len(name))), name...)
	dst = appendNumber(dst, keyNumbers[c.Type])
	dst = appendNumber(dst, uint64(wireKeyLen(c.Type, c.KeyLen)))
	var bits uint64
	for d := range stick.All() {
		if _, ok := t.Stores(d); ok {
			bits |= 1 << d
		}
	}
	dst = appendNumber(appendNumber(dst, bits), uint64(c.Expire))
	for d := range stick.All() {
		n, ok := t.Stores(d)
		if !ok || !d.Array() && d.Form() != stick.Rate {
			continue
		}
		dst = appendNumber(dst, uint64(d))
		if d.Array() {
			dst = appendNumber(dst, uint64(n))
		}
		if d.Form() == stick.Rate {
			dst = appendNumber(dst, uint64(t.Period(d)))
		}
	}
	return dst
}

// errUnknownData says that a peer sends a kind of data whose length nobody here knows.
var errUnknownData = errors.New("the peer stores data of an unknown kind")

// parseDefinition reads a definition. Of one that names data of an unknown kind no update could be read.
func parseDefinition(payload []byte) (d definition, err error) {
	r := reader{b: payload}
	d.id = r.number()
	n := r.number()
	if n > maxNameLen {
		return d, errRange
	}
	d.name = string(r.bytes(n))
	number, length, bits := r.number(), r.number(), r.number()
	if r.err != nil {
		return d, r.err
	}
	if d.key, err = keyOf(number); err != nil || length == 0 || length > math.MaxUint16+1 {
		return d, errRange
	}
	d.keyLen = int(length)
	if len(r.b) > 0 {
		r.number() // how long entries live
	}
	if bits>>stick.Kinds != 0 {
		return d, errUnknownData
	}
	for data := range stick.All() {
		if bits>>data&1 != 0 {
			d.fields = append(d.fields, r.field(data))
		}
	}
	return d, r.err
}

// field reads the arguments of one kind of data.
func (r *reader) field(data stick.Data) field {
	f := field{data: data, elements: 1}
	if !data.Array() && data.Form() != stick.Rate {
		return f
	}
	if stick.Data(r.number()) != data && r.err == nil {
		r.err = errRange
	}
	if data.Array() {
		n := r.number()
		if (n < 1 || n > stick.MaxElements) && r.err == nil {
			r.err = errRange
		}
		f.elements = int(n)
	}
	if data.Form() == stick.Rate {
		f.period = int64(min(r.number(), math.MaxInt32))
	}
	return f
}

func keyOf(number uint64) (stick.KeyType, error) {
	for t, n := range keyNumbers {
		if n == number {
			return stick.KeyType(t), nil
		}
	}
	return 0, errRange
}

// fits tells whether the definition is of a table with the same keys.
func (d *definition) fits(t *stick.Table) bool {
	c := t.Config()
	return d.key == c.Type && d.keyLen == wireKeyLen(c.Type, c.KeyLen)
}
