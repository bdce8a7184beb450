package cookie

import "bytes"

// Next takes the first cookie off the value of a Cookie field, without blanks around it. Cookies end at a semicolon or a
// comma that is not quoted. A line that is used up has no rest.
func Next(line []byte) (pair, rest []byte) {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case !quoted && (c == ';' || c == ','):
			return bytes.TrimSpace(line[:i]), line[i+1:]
		}
	}
	return bytes.TrimSpace(line), nil
}

// Split splits a cookie into its name and its value; ok is false for a text that is none.
func Split(pair []byte) (name, value []byte, ok bool) {
	name, value, ok = bytes.Cut(pair, []byte("="))
	return bytes.TrimSpace(name), bytes.TrimSpace(value), ok
}

// AppendPair appends a cookie to a line; an empty one is left out.
func AppendPair(line, pair []byte) []byte {
	if len(line) > 0 && len(pair) > 0 {
		line = append(line, "; "...)
	}
	return append(line, pair...)
}
