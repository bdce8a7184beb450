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

// AppendAge appends an age as the stats page and show sess print it: the two
// largest units that are not zero, as 42s, 5m15s, 3h or 1d3h. A negative age is
// unknown: a question mark.
func AppendAge(dst []byte, d time.Duration) []byte {
	s := int64(d / time.Second)
	if s <= 0 {
		if d < 0 {
			return append(dst, '?')
		}
		return append(dst, "0s"...)
	}
	left := 2
	for _, u := range [...]struct {
		seconds int64
		letter  byte
	}{{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}} {
		if n := s / u.seconds; n > 0 && left > 0 {
			dst = strconv.AppendInt(dst, n, 10)
			dst = append(dst, u.letter)
			left--
		}
		s %= u.seconds
	}
	return dst
}

func appendTwo(dst []byte, n int64) []byte {
	return append(dst, byte('0'+n/10), byte('0'+n%10))
}
