package forward

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"metergate/internal/conf"
)

// A target is where a section sends to.
type target struct {
	kind    *kind
	url     *url.URL
	options options
	tls     *tls.Config // nil without
	labels  []label
	// interval is that of the section, and logs whether it sends access logs.
	interval time.Duration
	logs     bool

	auth            string // the header Authorization, empty without
	header          []headerField
	connect, answer time.Duration
}

// String names it for people, without secrets.
func (t *target) String() string { return t.kind.name + " " + t.url.Redacted() }

// Options are the words behind a URL that belong to the kind, each with its value.
type options map[string]string

// or returns the value of an option, or otherwise when there is none.
func (o options) or(name, otherwise string) string {
	if v, ok := o[name]; ok {
		return v
	}
	return otherwise
}

func parseTarget(a *conf.Args) (*target, error) {
	name, err := a.Text("a kind of destination")
	if err != nil {
		return nil, err
	}
	t := &target{kind: kinds[name], options: options{}}
	if t.kind == nil {
		known := slices.Sorted(maps.Keys(kinds))
		hint := "one of " + strings.Join(known, ", ")
		if near := conf.Nearest(name, known); near != "" {
			hint = "did you mean '" + near + "'?"
		}
		return nil, fmt.Errorf("'target' : there is no kind '%s' (%s).", name, hint)
	}
	if t.url, err = parseURL(a, t.kind); err != nil {
		return nil, err
	}
	return t, t.parseOptions(a)
}

func parseURL(a *conf.Args, k *kind) (*url.URL, error) {
	text, err := a.Text("a URL")
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(text)
	if err != nil || !slices.Contains(k.schemes, u.Scheme) || u.Host == "" && u.Path == "" || u.Host != "" && u.Hostname() == "" {
		return nil, fmt.Errorf("'target' : %s expects a URL that begins with %s://, not '%s'.", k.name, strings.Join(k.schemes, ":// or "), text)
	}
	if _, err := strconv.ParseUint(cmp.Or(u.Port(), "1"), 10, 16); err != nil {
		return nil, fmt.Errorf("'target' : there is no port %s.", u.Port())
	}
	return u, nil
}

// parseOptions reads what stands behind the URL.
func (t *target) parseOptions(a *conf.Args) (err error) {
	s := secrecy{line: "target", on: t.url.Scheme == "https" || t.url.Scheme == "grpcs"}
	for !a.Done() {
		word := a.Next().Text
		if word == "ssl" {
			s.on = true
			continue
		}
		value, err := a.Text("a value behind '" + word + "'")
		if err != nil {
			return err
		}
		if s.set(word, value) {
			continue
		}
		if !slices.Contains(strings.Fields(t.kind.options), word) {
			return fmt.Errorf("'target' : %s knows no option '%s'.", t.kind.name, word)
		}
		t.options[word] = value
	}
	if s.on && t.url.Scheme == "http" {
		t.url.Scheme = "https"
	}
	t.tls, err = s.config()
	return err
}
