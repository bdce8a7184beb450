package clock

import "math"

// ParseSize reads a size in bytes such as 16384, 16k, 4M or 1g; the suffixes
// are powers of 1024. Errors are as for ParseDuration.
func ParseSize(s string) (int64, error) {
	n, rest, err := digits(s)
	if err != nil {
		return 0, err
	}
	shift := 0
	if rest != "" {
		switch rest[0] | 0x20 {
		case 'k':
			shift = 10
		case 'm':
			shift = 20
		case 'g':
			shift = 30
		default:
			return 0, &CharError{rest[0]}
		}
		if rest = rest[1:]; rest != "" {
			return 0, &CharError{rest[0]}
		}
	}
	if n > math.MaxInt64>>shift {
		return 0, ErrOverflow
	}
	return int64(n) << shift, nil
}
