package sample

import "unicode/utf8"

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }

func setOf(controls bool, others string) (s byteSet) {
	if controls {
		s[0] = 1<<32 - 1
		s[1] = 1 << 63 // DEL
	}
	for i := range len(others) {
		s[others[i]>>6] |= 1 << (others[i] & 63)
	}
	return s
}

// high returns s with all bytes that are no ASCII.
func (s byteSet) high() byteSet {
	s[2], s[3] = 1<<64-1, 1<<64-1
	return s
}

// What is written as #XX in log lines, or as %XX in messages, where a tab may stay. High bytes stay, so that UTF-8 can
// be read, but for request lines and captures, which are ASCII as in the reference; control bytes never get out raw, whoever
// sent them.
var (
	unsafeMessage = func() byteSet { s := setOf(true, ""); s[0] &^= 1 << '\t'; return s }()
	unsafeControl = setOf(true, "")
	unsafeQuoted  = setOf(true, `"`)
	unsafeLine    = setOf(true, `"#`).high()
	unsafeHeader  = setOf(true, `"#{|}`).high()
	unsafeSD      = setOf(false, `"\]`)
)

const upperHex = "0123456789ABCDEF"

// appendMarked appends b; bytes of set become mark and two hexadecimal digits.
func appendMarked(dst, b []byte, set *byteSet, mark byte) []byte {
	from := 0
	for i, c := range b {
		if set.has(c) {
			dst = append(dst, b[from:i]...)
			dst = append(dst, mark, upperHex[c>>4], upperHex[c&15])
			from = i + 1
		}
	}
	return append(dst, b[from:]...)
}

// appendEscaped appends b with a backslash before ", \ and ], and its control bytes as mark and digits.
func appendEscaped(dst, b []byte, mark byte) []byte {
	for _, c := range b {
		switch {
		case unsafeSD.has(c):
			dst = append(dst, '\\', c)
		case unsafeControl.has(c):
			dst = append(dst, mark, upperHex[c>>4], upperHex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendBackslashed appends b with a backslash before ", \ and ], and nothing else changed.
func appendBackslashed(dst, b []byte) []byte {
	for _, c := range b {
		if unsafeSD.has(c) {
			dst = append(dst, '\\')
		}
		dst = append(dst, c)
	}
	return dst
}

// appendGuarded appends b with the bytes of set marked as in logs and, under Escape, a backslash before \ and ].
func appendGuarded(dst, b []byte, set *byteSet, f Flags) []byte {
	if f&Escape == 0 {
		return appendMarked(dst, b, set, '#')
	}
	for i, c := range b {
		if unsafeSD.has(c) && !set.has(c) {
			dst = append(dst, '\\')
		}
		dst = appendMarked(dst, b[i:i+1], set, '#')
	}
	return dst
}

// AppendHeaderText appends a field's value as it stands in captures; of the flags Escape matters.
func AppendHeaderText(dst, b []byte, f Flags) []byte { return appendGuarded(dst, b, &unsafeHeader, f) }

// AppendLineText appends a part of the request line as it stands in logs.
func AppendLineText(dst, b []byte) []byte { return appendMarked(dst, b, &unsafeLine, '#') }

// AppendJSONText appends b as a JSON string with its quotes. What is not UTF-8 becomes U+FFFD.
func AppendJSONText(dst, b []byte) []byte {
	dst = append(dst, '"')
	for len(b) > 0 {
		c := b[0]
		if c < utf8.RuneSelf {
			dst = appendJSONByte(dst, c)
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		dst = utf8.AppendRune(dst, r)
		b = b[n:]
	}
	return append(dst, '"')
}

func appendJSONByte(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if c < 0x20 || c == 0x7f {
		return append(dst, '\\', 'u', '0', '0', upperHex[c>>4], upperHex[c&15])
	}
	return append(dst, c)
}
