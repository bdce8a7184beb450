package usage

import (
	"errors"
	"fmt"
	"strings"
)

// A Template is the form of the requests of one operation: a method, and a path whose parameters stand in braces.
//
//	GET /users/{id}/orders     each parameter is one segment, or a part of one: /files/{name}.json
//	*   /static/{path...}      any method; the last parameter takes all that follows
type Template struct {
	Method string // "*" for any
	Path   string

	parts []part
	rest  bool // the last parameter takes all that follows
}

// A part is one segment of the path: a text, or a parameter with what stands around it.
type part struct {
	prefix, suffix string // the whole text is the prefix, without a parameter
	param          bool
}

// maxParts bounds the segments of a template.
const maxParts = 64

// ParseTemplate reads a template.
func ParseTemplate(method, path string) (Template, error) {
	t := Template{Method: method, Path: path}
	if !validMethod(method) {
		return t, fmt.Errorf("'%s' is not a method: it takes a token such as GET, or * for any", method)
	}
	if !strings.HasPrefix(path, "/") {
		return t, fmt.Errorf("the path '%s' does not begin with '/'", path)
	}
	if len(path) > MaxOperation {
		return t, fmt.Errorf("the path '%.40s...' is longer than %d bytes", path, MaxOperation)
	}
	if !plain([]byte(path)) || strings.ContainsAny(path, "?# \"") {
		return t, fmt.Errorf("the path '%s' holds a character that no path has", path)
	}
	segments := strings.Split(strings.TrimSuffix(path[1:], "/"), "/")
	if len(segments) > maxParts {
		return t, fmt.Errorf("the path has more than %d segments", maxParts)
	}
	for i, s := range segments {
		p, rest, err := parsePart(s)
		if err == nil && rest && i != len(segments)-1 {
			err = errors.New("only the last segment can take all that follows")
		}
		if err != nil {
			return t, fmt.Errorf("the path '%s': %w", path, err)
		}
		t.parts, t.rest = append(t.parts, p), rest
	}
	return t, nil
}

func parsePart(s string) (p part, rest bool, err error) {
	before, after, open := strings.Cut(s, "{")
	if !open {
		if strings.Contains(s, "}") {
			return p, false, errors.New("a '}' without '{'")
		}
		return part{prefix: s}, false, nil
	}
	name, suffix, closed := strings.Cut(after, "}")
	switch {
	case !closed:
		return p, false, errors.New("a '{' without '}'")
	case name == "" || strings.Contains(name, "{"):
		return p, false, errors.New("a parameter needs a name, as in {id}")
	case strings.ContainsAny(suffix, "{}"):
		return p, false, errors.New("a segment can have one parameter")
	}
	rest = strings.HasSuffix(name, "...")
	if rest && before+suffix != "" {
		return p, false, errors.New("a parameter that takes all that follows stands alone")
	}
	return part{prefix: before, suffix: suffix, param: true}, rest, nil
}

func validMethod(m string) bool {
	for _, c := range m {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' && c != '*' {
			return false
		}
	}
	return m == "*" || m != "" && !strings.Contains(m, "*") && len(m) <= 32
}

// String returns the template as names of operations show it.
func (t *Template) String() string { return t.Method + " " + t.Path }
