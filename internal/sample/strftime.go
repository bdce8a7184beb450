package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// strftime maps the letters of strftime, in the C locale, to Go's layouts; the others are made by appendComputed.
var strftime = [128]string{
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'h': "Jan",
	'c': "Mon Jan _2 15:04:05 2006", 'd': "02", 'D': "01/02/06", 'e': "_2", 'F': "2006-01-02",
	'H': "15", 'I': "03", 'j': "002", 'm': "01", 'M': "04", 'p': "PM", 'P': "pm", 'r': "03:04:05 PM", 'R': "15:04",
	'S': "05", 'T': "15:04:05", 'x': "01/02/06", 'X': "15:04:05", 'y': "06", 'Y': "2006", 'z': "-0700", 'Z': "MST",
}

// computed are the letters of strftime that no layout has.
const computed = "CGgklnstuUVwW%"

// checkStrftime refuses a format with a letter that does not exist.
func checkStrftime(format string) error {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if _, n := fraction(format[i:]); n > 0 {
			i += n - 1
			continue
		}
		if i++; i == len(format) || format[i] > 127 || strftime[format[i]] == "" && !strings.ContainsRune(computed, rune(format[i])) {
			return fmt.Errorf("unknown date conversion '%s' in format '%s'", format[i-1:min(i+1, len(format))], format)
		}
	}
	return nil
}

// fraction reads %N or %3N at the beginning of s: how many digits it wants, and its length, 0 when it is another.
func fraction(s string) (digits, n int) {
	switch {
	case len(s) > 1 && s[1] == 'N':
		return 9, 2
	case len(s) > 2 && '1' <= s[1] && s[1] <= '9' && s[2] == 'N':
		return int(s[1] - '0'), 3
	}
	return 0, 0
}

// appendStrftime appends t in a format that checkStrftime has seen. Fractions stay as they are written unless t is so fine.
func appendStrftime(dst []byte, t time.Time, format string, fine bool) []byte {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			dst = append(dst, format[i])
			continue
		}
		if d, n := fraction(format[i:]); n > 0 {
			if fine {
				dst = appendFraction(dst, t.Nanosecond(), d)
			} else {
				dst = append(dst, format[i:i+n]...)
			}
			i += n - 1
			continue
		}
		i++
		if layout := strftime[format[i]]; layout != "" {
			dst = t.AppendFormat(dst, layout)
		} else {
			dst = appendComputed(dst, t, format[i])
		}
	}
	return dst
}

// appendComputed appends what one of the letters of computed stands for.
func appendComputed(dst []byte, t time.Time, c byte) []byte {
	isoYear, isoWeek := t.ISOWeek()
	day, weekday := t.YearDay()-1, int(t.Weekday())
	switch c {
	case 'C':
		return appendPadded(dst, t.Year()/100, '0')
	case 'G':
		return strconv.AppendInt(dst, int64(isoYear), 10)
	case 'g':
		return appendPadded(dst, isoYear%100, '0')
	case 'V':
		return appendPadded(dst, isoWeek, '0')
	case 'U':
		return appendPadded(dst, (day+7-weekday)/7, '0')
	case 'W':
		return appendPadded(dst, (day+7-(weekday+6)%7)/7, '0')
	case 'k':
		return appendPadded(dst, t.Hour(), ' ')
	case 'l':
		return appendPadded(dst, (t.Hour()+11)%12+1, ' ')
	case 's':
		return strconv.AppendInt(dst, t.Unix(), 10)
	case 'u':
		return append(dst, '0'+byte((weekday+6)%7+1))
	case 'w':
		return append(dst, '0'+byte(weekday))
	case 'n':
		return append(dst, '\n')
	case 't':
		return append(dst, '\t')
	}
	return append(dst, '%')
}

// appendPadded appends a number of two digits.
func appendPadded(dst []byte, n int, pad byte) []byte {
	if n < 10 {
		return append(dst, pad, '0'+byte(n))
	}
	return strconv.AppendInt(dst, int64(n), 10)
}
