package admin

import (
	"strconv"
	"strings"

	"metergate/internal/proxy"
)

// findProxy returns the proxy of a name or, behind a # or as a bare number, of an id; nil without.
func findProxy(g *proxy.Gateway, word string) *proxy.Proxy {
	if p := proxyNamed(g, word); p != nil {
		return p
	}
	id, err := strconv.Atoi(strings.TrimPrefix(word, "#"))
	if err != nil {
		return nil
	}
	for _, p := range g.Proxies {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// proxyNamed returns the proxy of a name, or nil.
func proxyNamed(g *proxy.Gateway, name string) *proxy.Proxy {
	for _, p := range g.Proxies {
		if p.Name == name {
			return p
		}
	}
	return nil
}
