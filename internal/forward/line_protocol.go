package forward

import (
	"math"
	"strconv"

	"metergate/internal/metric"
)

// The line protocol of InfluxDB: a measurement with its tags, fields, and a time.
//
//	haproxy,proxy=be,server=gw:8404,sv=s1,type=server status="UP",scur=3i,rtime_p99=1.25 1700000000000

// appendTag appends a tag, unless its value is empty: the protocol has no such tags.
func appendTag(dst []byte, name, value string) []byte {
	if name == "" || value == "" {
		return dst
	}
	return appendKey(append(appendKey(append(dst, ','), name), '='), value)
}

// appendKey appends the name of a tag or a field, or the value of a tag. Commas, blanks and equals signs are escaped. A
// backslash is read in several ways, by what stands behind it, and no version knows an escape for it; like control
// characters it becomes % and two hexadecimal digits.
func appendKey(dst []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == ',' || r == '=' || r == ' ':
			dst = append(dst, '\\', byte(r))
		case r == '\\':
			dst = appendHex(dst, '%', '\\')
		default:
			dst = appendPlain(dst, r)
		}
	}
	return dst
}

// appendText appends the value of a field that is a text.
func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		if r == '"' || r == '\\' {
			dst = append(dst, '\\')
		}
		dst = appendPlain(dst, r)
	}
	return append(dst, '"')
}

// appendPlain appends a character that means nothing to the protocol, so that none ends the line.
func appendPlain(dst []byte, r rune) []byte {
	if r < ' ' || r == 0x7f {
		return appendHex(dst, '%', byte(r))
	}
	return append(dst, string(r)...)
}

// appendHex appends a mark and the two digits of a byte.
func appendHex(dst []byte, mark, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(dst, mark, digits[c>>4], digits[c&15])
}

// appendField appends the value of a field, in the type of its column whatever the value is: a field that changes its type
// is refused. Integers have 63 bits there. ok is false when there is nothing that the type can hold.
func appendField(dst []byte, t metric.Type, v metric.Value) (_ []byte, ok bool) {
	switch {
	case v.Empty() || (t == metric.Str) != (v.Type() == metric.Str):
		return dst, false
	case t == metric.Str:
		return appendText(dst, v.Text()), v.Text() != ""
	case t == metric.Flt:
		f := v.Float()
		return strconv.AppendFloat(dst, f, 'g', -1, 64), !math.IsNaN(f) && !math.IsInf(f, 0)
	case v.Type() == metric.Flt:
		return append(strconv.AppendInt(dst, int64(v.Float()), 10), 'i'), true
	case v.Type() == metric.S32 || v.Type() == metric.S64:
		return append(strconv.AppendInt(dst, v.Int(), 10), 'i'), true
	}
	return append(strconv.AppendUint(dst, min(v.Uint(), math.MaxInt64), 10), 'i'), true
}
