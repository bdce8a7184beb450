package sample

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func init() {
	RegisterConverter(Converter{
		Name: "json_query", Args: []Arg{{Name: "json_path"}, {Name: "output_type", Optional: true}}, In: Str, Out: Any,
		Help: "The value at a path such as $.user.roles[0] of a JSON text: texts unescaped, booleans, numbers as text or with " +
			"int as integers, arrays as JSON. Objects and null have no value.",
		Check: func(a Args, _ *Env) error {
			if t := a.Str(1); t != "" && t != "int" {
				return fmt.Errorf("output_type only supports \"int\" as argument")
			}
			path, err := parseJSONPath(a.Str(0))
			a[0].Ref = path
			return err
		},
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			raw, ok := findJSON(v.b, a[0].Ref.([]jsonStep))
			if !ok {
				return Value{}, false
			}
			return jsonValue(cx, raw, a.Has(1))
		},
	})
}

// jsonStep is one step down: to a member by name, or to an element by index.
type jsonStep struct {
	key   string
	index int // -1: by key
}

// parseJSONPath reads $ and any number of .name and [index].
func parseJSONPath(s string) (path []jsonStep, err error) {
	bad := fmt.Errorf("invalid JSON path '%s'", s)
	rest, ok := strings.CutPrefix(s, "$")
	for ok && rest != "" {
		var word string
		switch rest[0] {
		case '.':
			n := strings.IndexAny(rest[1:], ".[") + 1
			if n == 0 {
				n = len(rest)
			}
			word, rest = rest[1:n], rest[n:]
			path, ok = append(path, jsonStep{word, -1}), word != ""
		case '[':
			word, rest, ok = strings.Cut(rest[1:], "]")
			n, e := strconv.Atoi(word)
			path, ok = append(path, jsonStep{index: n}), ok && e == nil && n >= 0
		default:
			ok = false
		}
	}
	if !ok {
		return nil, bad
	}
	return path, nil
}

// findJSON returns the text of the value that the path leads to.
func findJSON(b []byte, path []jsonStep) ([]byte, bool) {
	b = trimJSON(b)
	for _, s := range path {
		var ok bool
		if b, ok = s.down(b); !ok {
			return nil, false
		}
	}
	n := jsonLen(b)
	return b[:n], n > 0
}

// down returns the text from the member or element on.
func (s *jsonStep) down(b []byte) ([]byte, bool) {
	open := byte('{')
	if s.index >= 0 {
		open = '['
	}
	if len(b) == 0 || b[0] != open {
		return nil, false
	}
	b = trimJSON(b[1:])
	for i := 0; ; i++ {
		found := i == s.index
		if s.index < 0 {
			n := jsonLen(b)
			rest := trimJSON(b[n:])
			if n < 2 || b[0] != '"' || len(rest) == 0 || rest[0] != ':' {
				return nil, false
			}
			found = string(b[1:n-1]) == s.key
			b = trimJSON(rest[1:])
		}
		n := jsonLen(b)
		if n == 0 || found {
			return b, n > 0
		}
		if b = trimJSON(b[n:]); len(b) == 0 || b[0] != ',' {
			return nil, false
		}
		b = trimJSON(b[1:])
	}
}

func trimJSON(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\n' || b[0] == '\r') {
		b = b[1:]
	}
	return b
}

// jsonLen returns the length of the value at the beginning of b, 0 when there is none. It counts brackets without
// telling their kinds apart, so it takes one pass however deep they are.
func jsonLen(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := jsonStringLen(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 {
				return 0
			}
			depth--
		case ',', ':', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return 0
			}
			continue
		default:
			for i+1 < len(b) && !jsonDelims.has(b[i+1]) {
				i++
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}

var jsonDelims = setOf(true, ` ,:{}[]"`)

// jsonStringLen returns the length of the string at the beginning of b with its quotes, 0 when it does not end.
func jsonStringLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// jsonValue makes a sample of the text of a JSON value.
func jsonValue(cx *Ctx, raw []byte, asInt bool) (Value, bool) {
	switch raw[0] {
	case '"':
		b, ok := unescapeJSON(cx.Temp(len(raw)), raw[1:len(raw)-1])
		if !ok {
			return Value{}, false
		}
		return cx.Str(b)
	case '[':
		return StrOf(raw), true
	case 't', 'f':
		return BoolOf(raw[0] == 't'), string(raw) == "true" || string(raw) == "false"
	case '{', 'n':
		return Value{}, false
	}
	f, err := strconv.ParseFloat(text(raw), 64)
	if asInt {
		return IntOf(int64(f)), err == nil && f >= math.MinInt64 && f < math.MaxInt64
	}
	return StrOf(raw), err == nil && raw[0] != '+'
}
