package sample

import (
	"bytes"
	"net/netip"
	"strconv"
)

// forwardedNames are the parameters of a Forwarded element (RFC 7239 section 4) that can be asked for.
var forwardedNames = [...]string{"proto", "host", "for", "by"}

// obfuscated are the bytes of an obfuscated name or port behind its underscore (RFC 7239 section 6.3).
var obfuscated = setOf(false, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")

// hostBytes are the bytes of a host name.
var hostBytes = setOf(false, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")

func (s *byteSet) only(b []byte) bool {
	for _, c := range b {
		if !s.has(c) {
			return false
		}
	}
	return len(b) > 0
}

// parseForwarded reads a field of one Forwarded element, as strictly as the reference: no blanks, lower-case names, each
// at most once. The values come without their quotes, by the position of their names in forwardedNames.
func parseForwarded(b []byte) (values [len(forwardedNames)][]byte, ok bool) {
	for {
		name, rest, found := bytes.Cut(b, view("="))
		i := forwardedIndex(name)
		if !found || i < 0 || values[i] != nil {
			return values, false
		}
		value, rest, quoted, ok := cutForwardedValue(rest)
		if !ok || !validForwarded(forwardedNames[i], value, quoted) {
			return values, false
		}
		values[i] = value
		if len(rest) == 0 {
			return values, true
		}
		if rest[0] != ';' {
			return values, false
		}
		b = rest[1:]
	}
}

func forwardedIndex(name []byte) int {
	for i, n := range forwardedNames {
		if text(name) == n {
			return i
		}
	}
	return -1
}

// cutForwardedValue cuts a value off, without its quotes.
func cutForwardedValue(b []byte) (value, rest []byte, quoted, ok bool) {
	if len(b) > 0 && b[0] == '"' {
		end := bytes.IndexByte(b[1:], '"')
		if end < 0 {
			return nil, nil, true, false
		}
		return b[1 : 1+end], b[2+end:], true, true
	}
	if i := bytes.IndexByte(b, ';'); i >= 0 {
		return b[:i], b[i:], false, true
	}
	return b, nil, false, true
}

// validForwarded reports whether a value fits its name; a colon needs quotes.
func validForwarded(name string, b []byte, quoted bool) bool {
	switch name {
	case "proto":
		return !quoted && (text(b) == "http" || text(b) == "https")
	case "host":
		return validHost(b) && (quoted || bytes.IndexByte(b, ':') < 0)
	}
	_, _, ok := splitNode(b)
	return ok && (quoted || bytes.IndexByte(b, ':') < 0)
}

// validHost accepts a name or an address with an optional port.
func validHost(b []byte) bool {
	if len(b) > 0 && b[0] == '[' {
		_, _, ok := splitNode(b)
		return ok
	}
	name, port, hasPort := bytes.Cut(b, view(":"))
	return hostBytes.only(name) && (!hasPort || validPort(port))
}

// splitNode splits a node into its name and its port, nil without one, and says whether it is a node (RFC 7239
// section 6). An IPv6 address comes without its brackets.
func splitNode(b []byte) (name, port []byte, ok bool) {
	if len(b) > 0 && b[0] == '[' {
		end := bytes.IndexByte(b, ']')
		if end < 0 || bytes.IndexByte(b[:end], '.') >= 0 {
			return nil, nil, false
		}
		name, b = b[1:end], b[end+1:]
		if a, err := netip.ParseAddr(text(name)); err != nil || !a.Is6() {
			return nil, nil, false
		}
	} else {
		end := bytes.IndexByte(b, ':')
		if end < 0 {
			end = len(b)
		}
		if name, b = b[:end], b[end:]; !validNodeName(name) {
			return nil, nil, false
		}
	}
	if len(b) == 0 {
		return name, nil, true
	}
	port = b[1:]
	return name, port, b[0] == ':' && (validPort(port) || isObfuscated(port))
}

// validNodeName accepts what stands without brackets: an IPv4 address, unknown, or an obfuscated name.
func validNodeName(name []byte) bool {
	if text(name) == "unknown" || isObfuscated(name) {
		return true
	}
	a, err := netip.ParseAddr(text(name))
	return err == nil && a.Is4()
}

func isObfuscated(b []byte) bool { return len(b) > 1 && b[0] == '_' && obfuscated.only(b[1:]) }

func validPort(b []byte) bool {
	n, err := strconv.ParseUint(text(b), 10, 16)
	return err == nil && n > 0 && len(b) <= 5
}
