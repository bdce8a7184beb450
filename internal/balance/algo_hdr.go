package balance

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

var _ = register(Algorithm{
	Name:   "hdr",
	Usage:  "hdr(<name>) [use_domain_only]",
	Help:   "The hash of the first value of a header field, or of its main domain; requests without it are served in turn.",
	Hashes: true,
	parse:  parseHeader,
})

func parseHeader(a *args) (strategy, error) {
	name := strings.ToLower(a.paren)
	if name == "" {
		return nil, errors.New("expects the name of a header field in parentheses")
	}
	domain := false
	if len(a.words) > 0 {
		if word := a.next(); word != "use_domain_only" {
			return nil, fmt.Errorf("expects use_domain_only, not '%s'", word)
		}
		domain = true
	}
	return of(func(p Parts) ([]byte, bool) {
		v := firstValue(p.Header(name))
		if domain {
			v = mainDomain(v)
		}
		return v, len(v) > 0
	}), nil
}

// firstValue returns what stands before the first comma outside quotes.
func firstValue(v []byte) []byte {
	quoted := false
	for i := 0; i < len(v); i++ {
		switch {
		case v[i] == '"':
			quoted = !quoted
		case v[i] == '\\' && quoted:
			i++
		case v[i] == ',' && !quoted:
			return bytes.Trim(v[:i], " \t")
		}
	}
	return bytes.Trim(v, " \t")
}

// mainDomain returns the label before the last dot: `example` of www.example.com.
func mainDomain(host []byte) []byte {
	last := bytes.LastIndexByte(host, '.')
	if last < 0 {
		return host
	}
	host = host[:last]
	return host[bytes.LastIndexByte(host, '.')+1:]
}
