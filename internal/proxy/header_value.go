package proxy

import (
	"bytes"
	"net/netip"
	"strings"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// A valueWalk goes over the occurrences of a field in a head: its values between commas, or whole fields. An empty name
// is any field.
type valueWalk struct {
	head  *http1.Head
	name  string
	whole bool
}

// each calls yield with the occurrences in order, until it returns false.
func (w valueWalk) each(yield func([]byte) bool) {
	for i := w.next(0); i >= 0; i = w.next(i + 1) {
		value := w.head.Value(i)
		if w.whole {
			if !yield(value) {
				return
			}
			continue
		}
		for item, rest, ok := http1.NextItem(value); ok; item, rest, ok = http1.NextItem(rest) {
			if !yield(item) {
				return
			}
		}
	}
}

// next returns the first field from i on, or -1.
func (w valueWalk) next(i int) int {
	switch {
	case w.name != "":
		return w.head.Find(w.name, i)
	case i < w.head.Len():
		return i
	}
	return -1
}

func (w valueWalk) count() (n int) {
	w.each(func([]byte) bool { n++; return true })
	return n
}

// at returns the occurrence number n from 0 on.
func (w valueWalk) at(n int) (text []byte, ok bool) {
	w.each(func(t []byte) bool {
		if n == 0 {
			text, ok = t, true
		}
		n--
		return n >= 0
	})
	return text, ok
}

// pickValue returns the occurrence that a fetch means: the one whose number is its second argument, negative ones from
// the end; else the next of a walk, else the last.
func pickValue(cx *sample.Ctx, a sample.Args, of headOf, whole bool) ([]byte, bool) {
	h := of(cx)
	if h == nil {
		return nil, false
	}
	w := valueWalk{h, a.Str(0), whole}
	switch n := int(a.Int(1)); {
	case a.Has(1) && n > 0:
		return w.at(n - 1)
	case a.Has(1) && n < 0:
		return w.at(w.count() + n)
	case cx.Iter.On:
		i := cx.Iter.Pos
		cx.Iter.Pos, cx.Iter.More = i+1, i+1 < w.count()
		return w.at(i)
	}
	return w.at(w.count() - 1)
}

// parseAddrPort reads an address that may have a port behind it, as some proxies write it.
func parseAddrPort(text []byte) (netip.Addr, error) {
	t := string(bytes.TrimSpace(text))
	if six, ok := strings.CutPrefix(t, "["); ok && strings.HasSuffix(six, "]") {
		t = six[:len(six)-1]
	}
	if ip, err := netip.ParseAddr(t); err == nil {
		return ip.WithZone(""), nil
	}
	ap, err := netip.ParseAddrPort(t)
	return ap.Addr().WithZone(""), err
}

// leadingInt reads the number at the beginning of a text, 0 without one.
func leadingInt(text []byte) (n int64) {
	negative := len(text) > 0 && text[0] == '-'
	if negative || len(text) > 0 && text[0] == '+' {
		text = text[1:]
	}
	for _, c := range text {
		if c < '0' || c > '9' || n > (1<<63-10)/10 {
			break
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		return -n
	}
	return n
}
