package export

import (
	"strconv"

	"metergate/internal/metric"
)

// appendNumber appends a number as a whole one; a fraction is cut off.
func appendNumber(dst []byte, v metric.Value) []byte {
	switch v.Type() {
	case metric.S32, metric.S64:
		return strconv.AppendInt(dst, v.Int(), 10)
	case metric.Flt:
		return strconv.AppendInt(dst, int64(v.Float()), 10)
	}
	return strconv.AppendUint(dst, v.Uint(), 10)
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
