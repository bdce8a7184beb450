package flight

import (
	"bytes"
	"strings"
)

// masked stands for what is not shown.
const masked = "***"

// secretWords are parts of the names of fields whose values are credentials.
var secretWords = []string{"auth", "cookie", "token", "secret", "password", "passwd", "api-key", "apikey", "api_key", "signature", "session"}

// Secret reports whether a field of that name, in lower case, carries credentials.
func Secret(name string) bool {
	for _, word := range secretWords {
		if strings.Contains(name, word) {
			return true
		}
	}
	return strings.HasSuffix(name, "-key")
}

// mask returns the value of a field as it may be kept. Of an authorization the scheme remains.
func mask(name string, value []byte) []byte {
	if !Secret(name) {
		return value
	}
	if scheme, _, ok := bytes.Cut(value, []byte(" ")); ok && strings.HasSuffix(name, "authorization") && len(scheme) <= 16 {
		return append(append(bytes.Clone(scheme), ' '), masked...)
	}
	return []byte(masked)
}

// Target returns a request target as it may be kept: any parameter may be a key, so only small numbers remain of their
// values.
func Target(b []byte) string {
	path, query, ok := bytes.Cut(b[:min(len(b), MaxText)], []byte("?"))
	if !ok {
		return string(path)
	}
	out := append(bytes.Clone(path), '?')
	for i, pair := range bytes.Split(query, []byte("&")) {
		if i > 0 {
			out = append(out, '&')
		}
		name, value, ok := bytes.Cut(pair, []byte("="))
		switch {
		case !ok && smallNumber(name) || ok && smallNumber(value):
			out = append(out, pair...)
		case ok:
			out = append(append(append(out, name...), '='), masked...)
		case len(pair) > 0:
			out = append(out, masked...)
		}
	}
	return string(out)
}

// smallNumber reports whether a value is too short to be a secret: up to four digits.
func smallNumber(value []byte) bool {
	if len(value) > 4 {
		return false
	}
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
