package clock

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Errors of ParseDuration beside *CharError.
var (
	ErrOverflow  = errors.New("timer overflow")
	ErrUnderflow = errors.New("timer underflow")
)

// A CharError is the first character of a number that cannot be part of it.
type CharError struct{ Char byte }

func (e *CharError) Error() string { return fmt.Sprintf("unexpected character '%c'", e.Char) }

// ParseDuration reads a delay such as 30, 250ms or 1d. A number without a unit
// counts in unit. The result is a whole number of units, rounded up, and at most
// 2147483647 of them: ErrOverflow says that s is longer, a *CharError that it
// is not a delay.
func ParseDuration(s string, unit time.Duration) (time.Duration, error) {
	n, rest, err := digits(s)
	if err != nil {
		return 0, err
	}
	scale, rest, err := cutUnit(rest, unit)
	if err != nil {
		return 0, err
	}
	if rest != "" {
		return 0, &CharError{rest[0]}
	}
	if n > uint64(math.MaxInt64)/uint64(scale) {
		return 0, ErrOverflow
	}
	d := time.Duration(n) * scale
	units := d / unit
	if d%unit != 0 {
		units++
	}
	if units > math.MaxInt32 {
		return 0, ErrOverflow
	}
	return units * unit, nil
}

// cutUnit takes the unit at the front of s, unit itself when s is empty.
func cutUnit(s string, unit time.Duration) (time.Duration, string, error) {
	if s == "" {
		return unit, "", nil
	}
	switch s[0] {
	case 'd':
		return 24 * time.Hour, s[1:], nil
	case 'h':
		return time.Hour, s[1:], nil
	case 'm':
		if len(s) > 1 && s[1] == 's' {
			return time.Millisecond, s[2:], nil
		}
		return time.Minute, s[1:], nil
	case 's':
		return time.Second, s[1:], nil
	case 'u':
		if len(s) > 1 && s[1] == 's' {
			return time.Microsecond, s[2:], nil
		}
	}
	return 0, s, &CharError{s[0]}
}

// digits reads the decimal number at the front of s. Numbers beyond 64 bits are
// an overflow.
func digits(s string) (n uint64, rest string, err error) {
	i := 0
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		d := uint64(s[i] - '0')
		if n > (math.MaxUint64-d)/10 {
			return 0, "", ErrOverflow
		}
		n = n*10 + d
	}
	if i == 0 {
		if s == "" {
			return 0, "", errors.New("missing number")
		}
		return 0, "", &CharError{s[0]}
	}
	return n, s[i:], nil
}
