package proxy

import (
	"fmt"

	"metergate/internal/conf"
	"metergate/internal/http1"
)

// NamePolicy says what becomes of request fields whose names servers may mistake for others: those with characters that are
// neither letters, digits nor hyphens.
type NamePolicy uint8

// The policies of option http-restrict-req-hdr-names.
const (
	NamesPreserve NamePolicy = iota
	NamesDelete
	NamesReject
)

var optNames = conf.Scalar(conf.Spec{
	Name: "option http-restrict-req-hdr-names", In: conf.Proxies, Usage: "option http-restrict-req-hdr-names {preserve | delete | reject}",
	Help: "What becomes of request fields with other characters in their names than letters, digits and hyphens, behind the section's rules: " +
		"they are kept, taken out, or the request is refused with 403.",
}, func(a *conf.Args) (NamePolicy, error) {
	switch word := a.Next().Text; word {
	case "preserve":
		return NamesPreserve, nil
	case "delete":
		return NamesDelete, nil
	case "reject":
		return NamesReject, nil
	default:
		return 0, fmt.Errorf("'%s' expects 'preserve', 'delete' or 'reject', not '%s'.", a.Name(), word)
	}
})

// restrictNames does what the policy of a section says of the request's fields. It returns false when the request has ended
// there.
func (s *Stream) restrictNames(p NamePolicy) bool {
	h := &s.req.Head
	for i := 0; i < h.Len(); {
		switch {
		case plainName(h, i):
			i++
		case p == NamesReject:
			s.countDenied()
			s.endAs(ByProxy, InRequest)
			s.replyPage(403)
			return false
		default:
			h.DelAt(i)
		}
	}
	return true
}

func plainName(h *http1.Head, i int) bool {
	for _, c := range h.Name(i) {
		if !isAlnum(c) && c != '-' {
			return false
		}
	}
	return true
}
