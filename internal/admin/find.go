package admin

import (
	"strconv"
	"strings"

	"metergate/internal/proxy"
)

// findProxy returns the proxy that a word names, by its name or by its number behind a #; nil without.
func findProxy(g *proxy.Gateway, word string) *proxy.Proxy { return findIn(g.Proxies(), word) }

// findIn is findProxy among some proxies.
func findIn(all []*proxy.Proxy, word string) *proxy.Proxy {
	if p := proxyNamed(all, word); p != nil {
		return p
	}
	number, ok := strings.CutPrefix(word, "#")
	if !ok {
		return nil
	}
	return proxyNumbered(all, number)
}

// proxyNumbered returns the proxy of a number, or nil.
func proxyNumbered(all []*proxy.Proxy, number string) *proxy.Proxy {
	id, err := strconv.Atoi(number)
	if err != nil {
		return nil
	}
	for _, p := range all {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// proxyNamed returns the proxy of a name, or nil.
func proxyNamed(all []*proxy.Proxy, name string) *proxy.Proxy {
	for _, p := range all {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// frontend returns the frontend that the first argument names.
func (r *Request) frontend() (*proxy.Frontend, error) {
	if r.Arg(0) == "" {
		return nil, message("A frontend name is expected.")
	}
	p := findIn(r.Gateway().Listed(), r.Arg(0))
	if p == nil || p.Front == nil {
		return nil, errNoFrontend
	}
	return p.Front, nil
}

// backendAndName returns the backend and the server name of an argument `<backend>/<server>`.
func (r *Request) backendAndName(word string) (*proxy.Backend, string, error) {
	name, server, ok := strings.Cut(word, "/")
	if !ok || name == "" || server == "" {
		return nil, "", errFormServer
	}
	p := findIn(r.Gateway().Listed(), name)
	switch {
	case p == nil || p.Back == nil:
		return nil, "", errNoBackend
	case p.Disabled:
		return nil, "", message("Proxy is disabled.")
	}
	return p.Back, server, nil
}

// server returns the server that an argument `<backend>/<server>` names; numbers stand behind a #.
func (r *Request) server(word string) (*proxy.Server, error) {
	b, name, err := r.backendAndName(word)
	if err != nil {
		return nil, err
	}
	if s := b.Server(name); s != nil {
		return s, nil
	}
	if number, ok := strings.CutPrefix(name, "#"); ok {
		id, err := strconv.Atoi(number)
		for _, s := range b.Servers() {
			if err == nil && s.ID == id {
				return s, nil
			}
		}
	}
	return nil, errNoServer
}

// onServer makes a command out of one that acts on the server of the first argument.
func onServer(run func(r *Request, s *proxy.Server) error) func(*Request) error {
	return func(r *Request) error {
		s, err := r.server(r.Arg(0))
		if err != nil {
			return err
		}
		return run(r, s)
	}
}

// onFrontend makes a command out of one that acts on the frontend of the first argument.
func onFrontend(run func(r *Request, f *proxy.Frontend) error) func(*Request) error {
	return func(r *Request) error {
		f, err := r.frontend()
		if err != nil {
			return err
		}
		return run(r, f)
	}
}
