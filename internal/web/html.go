package web

import (
	"io"
	"strconv"
	"unicode/utf8"
)

// chunkSize is how much of a page is rendered before the client is asked whether it has room for it.
const chunkSize = 64 << 10

// An html collects a page and hands it on in chunks. The first error of the writer ends it: step then returns false.
type html struct {
	w   io.Writer
	buf []byte
	err error
}

// raw appends parts that are HTML already.
func (h *html) raw(parts ...string) {
	for _, s := range parts {
		h.buf = append(h.buf, s...)
	}
}

// text appends a text from outside, so that it stays a text: in an element and in a quoted attribute alike.
func (h *html) text(s string) { h.buf = appendText(h.buf, s) }

// attr appends an attribute with a text from outside as its value.
func (h *html) attr(name, value string) {
	h.raw(" ", name, `="`)
	h.text(value)
	h.raw(`"`)
}

// number appends a whole number, a narrow gap between its thousands.
func (h *html) number(n int64) {
	var digits [20]byte
	d := strconv.AppendInt(digits[:0], n, 10)
	for i, c := range d {
		if left := len(d) - i; i > 0 && left%3 == 0 && d[i-1] != '-' {
			h.raw("\u202f")
		}
		h.buf = append(h.buf, c)
	}
}

// step is called between rows and writes a full chunk. It reports whether to go on.
func (h *html) step() bool {
	if len(h.buf) >= chunkSize {
		h.flush()
	}
	return h.err == nil
}

func (h *html) flush() {
	if h.err == nil && len(h.buf) > 0 {
		_, h.err = h.w.Write(h.buf)
	}
	h.buf = h.buf[:0]
}

var entities = [utf8.RuneSelf]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", '`': "&#96;"}

// appendText escapes what HTML would take for its own. Control bytes become visible, bytes that are not UTF-8 the
// replacement character.
func appendText(dst []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r < ' ' || r >= 0x7f && r < 0xa0:
			dst = append(dst, `\x`...)
			dst = append(dst, "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		case r < utf8.RuneSelf && entities[r] != "":
			dst = append(dst, entities[r]...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
