package export

import (
	"strconv"

	"metergate/internal/metric"
)

// number writes a number in full.
func (o *out) number(v metric.Value) {
	switch v.Type() {
	case metric.Flt:
		if d := v.Decimals(); d > 0 {
			o.buf = strconv.AppendFloat(o.buf, v.Float(), 'f', d, 64)
			return
		}
		o.buf = appendFloat(o.buf, v.Float())
	case metric.S32, metric.S64:
		o.buf = strconv.AppendInt(o.buf, v.Int(), 10)
	default:
		o.buf = strconv.AppendUint(o.buf, v.Uint(), 10)
	}
}

// appendFloat appends a number with at most six decimals, without zeros at the end.
func appendFloat(dst []byte, f float64) []byte {
	dst = strconv.AppendFloat(dst, f, 'f', 6, 64)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendSeconds appends milliseconds as seconds with six decimals.
func appendSeconds(dst []byte, ms uint64) []byte {
	dst = strconv.AppendUint(dst, ms/1000, 10)
	ms %= 1000
	return append(dst, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), '0', '0', '0')
}
