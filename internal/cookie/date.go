package cookie

// digits are those of a date: six bits each, the highest first. Its unit is four seconds.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// dateLen is how many digits a date has.
const dateLen = 5

// appendDate appends a time in seconds since 1970.
func appendDate(dst []byte, at int64) []byte {
	at >>= 2
	for shift := 6 * (dateLen - 1); shift >= 0; shift -= 6 {
		dst = append(dst, digits[at>>shift&63])
	}
	return dst
}

// parseDate reads the date that text begins with; 0 when it is none.
func parseDate(text []byte) (at int64) {
	if len(text) < dateLen {
		return 0
	}
	for _, c := range text[:dateLen] {
		d := digit(c)
		if d < 0 {
			return 0
		}
		at = at<<6 | d
	}
	return at << 2
}

func digit(c byte) int64 {
	switch {
	case c >= 'A' && c <= 'Z':
		return int64(c - 'A')
	case c >= 'a' && c <= 'z':
		return int64(c-'a') + 26
	case c >= '0' && c <= '9':
		return int64(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return -1
}
