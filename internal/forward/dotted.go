package forward

import (
	"strconv"
	"strings"

	"metergate/internal/export"
)

// A dotted name is how statsd and Graphite call a series: the prefix, the kind of object, its names, the metric and what
// else tells its series apart.
//
//	haproxy.server.be.s1.http_responses_total.2xx

// A naming is how a series is called, with its tags where it has such.
type naming struct{ name, tags string }

// appendName appends the name, with one more word unless that is empty.
func (n *naming) appendName(dst []byte, word string) []byte {
	dst = append(dst, n.name...)
	if word != "" {
		dst = append(append(dst, '.'), word...)
	}
	return dst
}

// appendDecimal appends a number without an exponent.
func appendDecimal(dst []byte, f float64) []byte {
	if n := int64(f); float64(n) == f && n > -1<<53 && n < 1<<53 {
		return strconv.AppendInt(dst, n, 10)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// dottedName returns the dotted name of a reading.
func dottedName(prefix string, r *export.Reading) string {
	kind := r.Family.Kind.String()
	name := prefix + "." + kind
	metric := strings.TrimPrefix(strings.TrimPrefix(r.Family.Name, "haproxy_"), kind+"_")
	own := 0
	for range r.Ident().Labels(r.Family.Kind) {
		own++
	}
	i := 0
	for _, value := range r.Labels {
		if i == own {
			name, metric = name+"."+metric, ""
		}
		name, i = name+"."+escapePart(value), i+1
	}
	if metric != "" {
		name += "." + metric
	}
	return name
}

// escapePart returns a part of a dotted name. Letters, digits, hyphens and underscores stand for themselves; any other byte
// is an underscore and its two hexadecimal digits, in upper case. An underscore that reads like that is escaped too, so
// different texts have different parts. An empty one is a lone underscore with nothing behind it.
func escapePart(s string) string {
	if s == "" {
		return "_"
	}
	var b []byte
	for i := range len(s) {
		c := s[i]
		if !isPlain(c) || s == "_" || c == '_' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b = appendHex(b, '_', c)
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

// isPlain reports whether every receiver leaves a character of a part as it is.
func isPlain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }

// taggedName returns the name of a reading where labels are tags: words between dots, without those that tell objects apart.
//
//	haproxy.server.http_responses_total
func taggedName(prefix string, r *export.Reading) string {
	kind := r.Family.Kind.String()
	metric := strings.TrimPrefix(strings.TrimPrefix(r.Family.Name, "haproxy_"), kind+"_")
	return prefix + "." + kind + "." + metric
}

// isPrefix reports whether a text can begin dotted names.
func isPrefix(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return r > 0x7f || !isPlain(byte(r)) }) {
			return false
		}
	}
	return true
}
