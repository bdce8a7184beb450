package sample

import (
	"math"
)

// object writes the items of a format as one JSON or CBOR object.
type object struct {
	dst   []byte
	flags Flags
	first bool
}

func newObject(dst []byte, f Flags) object {
	w := object{dst: dst, flags: f, first: true}
	if f&JSON != 0 {
		w.dst = append(dst, '{')
	} else {
		w.dst = appendCBOR(dst, f, 0xbf) // a map of unknown length
	}
	return w
}

// key writes the name of the next item.
func (w *object) key(name string) {
	if w.flags&CBOR != 0 {
		w.dst = appendCBORBytes(w.dst, w.flags, 3, view(name))
		return
	}
	if !w.first {
		w.dst = append(w.dst, ", "...)
	}
	w.first = false
	w.dst = append(AppendJSONText(w.dst, view(name)), ": "...)
}

func (w *object) end() []byte {
	if w.flags&JSON != 0 {
		return append(w.dst, '}')
	}
	return appendCBOR(w.dst, w.flags, 0xff)
}

// appendEncoded writes one value in JSON or CBOR; a missing one is null, or an empty text in JSON.
func appendEncoded(dst []byte, cx *Ctx, v Value, ok bool, f Flags) []byte {
	if f&JSON != 0 {
		return appendJSON(dst, cx, v, ok)
	}
	if !ok {
		return appendCBOR(dst, f, 0xf6)
	}
	switch v.typ {
	case Bool:
		return appendCBOR(dst, f, 0xf4+byte(v.lo&1))
	case Int:
		if n := int64(v.lo); n < 0 {
			return appendCBORHead(dst, f, 1, uint64(-1-n))
		}
		return appendCBORHead(dst, f, 0, v.lo)
	case Bin:
		return appendCBORBytes(dst, f, 2, v.b)
	}
	t, _ := v.Cast(cx, Str)
	return appendCBORBytes(dst, f, 3, t.b)
}

// appendNull writes what stands for an item made of several texts when it is empty.
func appendNull(dst []byte, f Flags) []byte {
	if f&JSON != 0 {
		return append(dst, "null"...)
	}
	return appendCBOR(dst, f, 0xf6)
}

// appendArray writes the texts of a variable that is a list, or null where there are none.
func (p *part) appendArray(dst []byte, cx *Ctx) []byte {
	none := true
	p.v.Each(cx, func(text []byte, ok bool) {
		switch {
		case !none && p.flags&JSON != 0:
			dst = append(dst, ", "...)
		case none && p.flags&JSON != 0:
			dst = append(dst, '[')
		case none:
			dst = appendCBOR(dst, p.flags, 0x9f) // an array of unknown length
		}
		none = false
		v := StringOf("-")
		if ok {
			v = StrOf(AppendHeaderText(cx.Temp(len(text)), text, p.flags))
		}
		dst = appendEncoded(dst, cx, v, true, p.flags)
	})
	switch {
	case none:
		return appendNull(dst, p.flags)
	case p.flags&JSON != 0:
		return append(dst, ']')
	}
	return appendCBOR(dst, p.flags, 0xff)
}

func appendJSON(dst []byte, cx *Ctx, v Value, ok bool) []byte {
	switch {
	case !ok:
		return append(dst, `""`...)
	case v.typ == Bool && v.lo != 0:
		return append(dst, "true"...)
	case v.typ == Bool:
		return append(dst, "false"...)
	case v.typ == Int:
		return v.AppendText(dst)
	}
	t, _ := v.Cast(cx, Str)
	return AppendJSONText(dst, t.b)
}

// appendCBOR appends bytes of a CBOR item (RFC 8949), in hexadecimal unless bin was asked for.
func appendCBOR(dst []byte, f Flags, b ...byte) []byte {
	if f&Raw != 0 {
		return append(dst, b...)
	}
	for _, c := range b {
		dst = append(dst, upperHex[c>>4], upperHex[c&15])
	}
	return dst
}

// appendCBORHead appends the head of an item: its major type and a number.
func appendCBORHead(dst []byte, f Flags, major byte, n uint64) []byte {
	major <<= 5
	switch {
	case n < 24:
		return appendCBOR(dst, f, major|byte(n))
	case n <= math.MaxUint8:
		return appendCBOR(dst, f, major|24, byte(n))
	case n <= math.MaxUint16:
		return appendCBOR(dst, f, major|25, byte(n>>8), byte(n))
	case n <= math.MaxUint32:
		return appendCBOR(dst, f, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return appendCBOR(dst, f, major|27, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendCBORBytes(dst []byte, f Flags, major byte, b []byte) []byte {
	return appendCBOR(appendCBORHead(dst, f, major, uint64(len(b))), f, b...)
}
