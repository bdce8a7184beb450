package clock

import (
	"strconv"
	"time"
)

// AppendUptime appends an uptime as show info prints it: 0d 0h01m47s.
func AppendUptime(dst []byte, d time.Duration) []byte {
	s := int64(d / time.Second)
	dst = strconv.AppendInt(dst, s/86400, 10)
	dst = append(dst, "d "...)
	dst = strconv.AppendInt(dst, s%86400/3600, 10)
	dst = append(dst, 'h')
	dst = appendTwo(dst, s%3600/60)
	dst = append(dst, 'm')
	dst = appendTwo(dst, s%60)
	return append(dst, 's')
}

// AppendAge appends an age with its two largest units, as the stats page and
// show sess print it: 45s, 5m15s, 3h02m, 2d4h.
func AppendAge(dst []byte, d time.Duration) []byte {
	s := int64(d / time.Second)
	switch {
	case s < 60:
		dst = strconv.AppendInt(dst, s, 10)
		return append(dst, 's')
	case s < 3600:
		return appendPair(dst, s/60, 'm', s%60, 's')
	case s < 86400:
		return appendPair(dst, s/3600, 'h', s%3600/60, 'm')
	}
	return appendPair(dst, s/86400, 'd', s%86400/3600, 'h')
}

func appendPair(dst []byte, big int64, bigUnit byte, small int64, smallUnit byte) []byte {
	dst = strconv.AppendInt(dst, big, 10)
	dst = append(dst, bigUnit)
	dst = strconv.AppendInt(dst, small, 10)
	return append(dst, smallUnit)
}

func appendTwo(dst []byte, n int64) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}
