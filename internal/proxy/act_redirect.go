package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "redirect", In: rule.HTTPRequest | rule.HTTPResponse, Final: true,
		Usage: "redirect { location | prefix | scheme } <fmt> [code <code>] [drop-query] [keep-query] [append-slash] [ignore-empty] [set-cookie <name>[=<value>] | set-cookie-fmt <fmt> | clear-cookie <name>[=]]",
		Help:  "Sends the client to another place: a whole one, another prefix before the path, or another scheme.",
		Parse: parseRedirect,
	})
}

// A redirect sends the client to another place.
type redirect struct {
	kind        string // location, prefix or scheme
	to          *sample.Format
	code        int
	cookie      *sample.Format
	dropQuery   bool
	keepQuery   bool
	appendSlash bool
	ignoreEmpty bool
}

// redirectOptions read what may stand in a redirect line, each behind its keyword.
var redirectOptions = map[string]func(r *redirect, p *rule.Parser, key string) error{
	"location":       (*redirect).parseTo,
	"prefix":         (*redirect).parseTo,
	"scheme":         (*redirect).parseTo,
	"code":           (*redirect).parseCode,
	"drop-query":     func(r *redirect, _ *rule.Parser, _ string) error { r.dropQuery = true; return nil },
	"keep-query":     func(r *redirect, _ *rule.Parser, _ string) error { r.keepQuery = true; return nil },
	"append-slash":   func(r *redirect, _ *rule.Parser, _ string) error { r.appendSlash = true; return nil },
	"ignore-empty":   func(r *redirect, _ *rule.Parser, _ string) error { r.ignoreEmpty = true; return nil },
	"set-cookie":     (*redirect).parseCookie,
	"set-cookie-fmt": (*redirect).parseCookie,
	"clear-cookie":   (*redirect).parseCookie,
}

func parseRedirect(p *rule.Parser) (rule.Action, error) {
	r := &redirect{code: 302}
	for p.More() {
		key := p.Next()
		parse := redirectOptions[key]
		if parse == nil {
			return nil, fmt.Errorf("expects 'code', 'prefix', 'location', 'scheme', 'set-cookie', 'set-cookie-fmt', 'clear-cookie', 'drop-query', 'keep-query', 'ignore-empty' or 'append-slash' (was '%s')", key)
		}
		if err := parse(r, p, key); err != nil {
			return nil, err
		}
	}
	switch {
	case r.to == nil:
		return nil, errors.New("redirection type expected ('prefix', 'location', or 'scheme')")
	case p.Set == rule.HTTPResponse && r.kind != "location":
		return nil, errors.New("response only supports redirect type 'location'")
	}
	return r, nil
}

// parseTo takes where to go. A prefix of a single slash is none: it would stand doubled before every path.
func (r *redirect) parseTo(p *rule.Parser, key string) (err error) {
	r.kind = key
	word := p.Next()
	if word == "" {
		return fmt.Errorf("missing argument for '%s'", key)
	}
	if key == "prefix" && word == "/" {
		word = ""
	}
	r.to, err = sample.ParseFormat(word, p.Env)
	return err
}

func (r *redirect) parseCode(p *rule.Parser, key string) (err error) {
	word := p.Next()
	r.code, err = strconv.Atoi(word)
	if err != nil || !slices.Contains([]int{301, 302, 303, 307, 308}, r.code) {
		return fmt.Errorf("'%s': unsupported HTTP code '%s' (must be one of 301, 302, 303, 307 or 308)", key, word)
	}
	return nil
}

func (r *redirect) parseCookie(p *rule.Parser, key string) (err error) {
	word := p.Next()
	if word == "" {
		return fmt.Errorf("missing argument for '%s'", key)
	}
	if key != "set-cookie-fmt" {
		word = strings.ReplaceAll(word, "%", "%%")
	}
	word += "; path=/;"
	if key == "clear-cookie" {
		word += " Max-Age=0;"
	}
	r.cookie, err = sample.ParseFormat(word, p.Env)
	return err
}

// Run begins the answer.
func (r *redirect) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	l := s.lane
	s.format(r.to)
	if len(l.line) == 0 && r.ignoreEmpty && r.kind == "location" {
		return rule.Continue
	}
	l.line = r.finish(s, l.line)
	if r.cookie != nil {
		l.data = r.cookie.Append(l.data[:0], cx)
	}
	head := s.Respond(r.code)
	head.Add([]byte("location"), l.line)
	if r.code != 301 && r.code != 308 {
		head.Add([]byte("cache-control"), []byte("no-cache"))
	}
	if r.cookie != nil {
		head.Add([]byte("set-cookie"), l.data)
	}
	return rule.Done
}

// finish adds to a location what the kind of redirect takes over from the request.
func (r *redirect) finish(s *Stream, to []byte) []byte {
	if r.kind == "location" {
		if r.keepQuery && len(s.req.Query()) > 0 {
			to = append(joinQuery(to), s.req.Query()...)
		}
		return to
	}
	if r.kind == "scheme" {
		host, _ := s.req.Get("host")
		to = append(append(to, "://"...), host...)
	}
	path := s.req.PathQuery()
	if r.dropQuery {
		path = beforeQuery(path)
	}
	if len(path) == 0 {
		path = []byte("/")
	}
	to = append(to, path...)
	if r.appendSlash && to[len(to)-1] != '/' {
		to = append(to, '/')
	}
	return to
}

// joinQuery appends what separates a location from a query behind it.
func joinQuery(to []byte) []byte {
	switch i := bytes.IndexByte(to, '?'); {
	case i < 0:
		return append(to, '?')
	case i < len(to)-1:
		return append(to, '&')
	}
	return to
}
