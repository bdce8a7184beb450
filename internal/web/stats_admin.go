package web

import (
	"net/url"
	"strconv"
	"strings"

	"metergate/internal/proxy"
)

// What came of a form, as the four letters that the page's address carries.
const (
	codeDone     = "DONE"
	codePart     = "PART"
	codeNone     = "NONE"
	codeError    = "ERRP"
	codeExceeded = "EXCD"
	codeDenied   = "DENY"
	codeInvalid  = "IVAL"
	codeUnknown  = "UNKN"
)

// act does what a form asks for and returns what came of it.
func act(rq *proxy.ServiceRequest) (code string) {
	switch {
	case !rq.Admin || foreign(rq):
		return codeDenied
	case rq.TooLong:
		return codeExceeded
	}
	o, code := parseOrder(rq)
	if code != "" {
		return code
	}
	return o.carryOut()
}

// foreign reports whether a page of another site sent the form: a browser says so, and its user did not mean it.
// Programs say nothing and pass.
func foreign(rq *proxy.ServiceRequest) bool {
	if site, ok := rq.Head.Get("sec-fetch-site"); ok {
		return string(site) != "same-origin" && string(site) != "none"
	}
	origin, ok := rq.Head.Get("origin")
	if !ok {
		return false
	}
	host, _ := rq.Head.Get("host")
	u, err := url.Parse(string(origin))
	return err != nil || !strings.EqualFold(u.Host, string(host))
}

// An order is what the form of a backend says.
type order struct {
	backend *proxy.Backend
	action  *action
	servers []string
}

// parseOrder reads the form. Of several backends and actions the last ones count, as fields of hidden and visible
// controls follow one another. A code says that there is nothing to carry out.
func parseOrder(rq *proxy.ServiceRequest) (o order, code string) {
	body := strings.Trim(string(rq.Body), "\r\n")
	for pair := range strings.SplitSeq(body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(value)
		if err != nil {
			return o, codeError
		}
		switch name {
		case "s":
			o.servers = append(o.servers, value)
		case "action":
			if o.action = actions[value]; o.action == nil {
				return o, codeError
			}
		case "b":
			if o.backend = findBackend(rq.Gateway, value); o.backend == nil {
				return o, codeError
			}
		}
	}
	switch {
	case o.backend == nil || o.action == nil || len(o.servers) == 0:
		return o, codeNone
	case !rq.Page.Shows(o.backend.Name):
		return o, codeDenied
	}
	return o, ""
}

// findBackend finds a backend by its name, or by its number behind a hash.
func findBackend(g *proxy.Gateway, name string) *proxy.Backend {
	number, ok := strings.CutPrefix(name, "#")
	if !ok {
		return g.Backend(name)
	}
	id, err := strconv.Atoi(number)
	if err != nil {
		return nil
	}
	for _, p := range g.Proxies() {
		if p.ID == id && p.Back != nil {
			return p.Back
		}
	}
	return nil
}

// carryOut does it to each server.
func (o *order) carryOut() (code string) {
	changed, unknown := 0, 0
	for _, name := range o.servers {
		switch s := o.backend.Server(name); {
		case s == nil:
			unknown++
		case o.action.do(s):
			changed++
		}
	}
	switch {
	case unknown == len(o.servers):
		return codeError
	case unknown > 0:
		return codePart
	case changed == 0:
		return codeNone
	}
	return codeDone
}
