package web

import (
	"bytes"
	"path"
	"strings"
	"sync"

	"metergate/internal/http1"
	"metergate/internal/proxy"
)

func init() { proxy.RegisterService("dashboard", &dashboard{feeds: map[*proxy.Gateway]*feed{}}) }

// dashboard serves the dashboard below whatever path the rules give it: its page, its files, the stream of readings, and
// the query interface that the page asks. Since all of it stands under one path and comes through one rule, the rules
// before it guard all of it alike.
//
//	<prefix>/             index.html
//	<prefix>/<file>       a file of the folder dashboard
//	<prefix>/live         the stream of readings
//	<prefix>/requests     single requests that the flight recorder kept
//	<prefix>/api/v1/...   the query interface
type dashboard struct {
	mu    sync.Mutex
	feeds map[*proxy.Gateway]*feed // those that somebody looks at

	answers answerCache
}

// Name returns what logs show.
func (*dashboard) Name() string { return "<DASHBOARD>" }

// LongFor says that queries may take seconds.
func (*dashboard) LongFor(rq *proxy.ServiceRequest) bool {
	return bytes.Contains(rq.Target, []byte(apiRoot))
}

// Answer routes by the end of the path, so that no prefix has to be known.
func (d *dashboard) Answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	at, fields := splitTarget(rq.Target)
	if i := strings.Index(at, apiRoot); i >= 0 {
		return d.ask(rq, at[i:], fields)
	}
	if rq.Method != http1.MethodGet && rq.Method != http1.MethodHead {
		return &proxy.ServiceAnswer{Status: 405, Page: true, Fields: [][2]string{{"allow", "GET, HEAD"}}}
	}
	name := at[strings.LastIndexByte(at, '/')+1:]
	switch name {
	case "":
		return file(rq, dashFiles()["index.html"])
	case "live":
		return d.live(rq, fields)
	case "requests":
		return singleRequests(rq, fields)
	}
	if f := dashFiles()[name]; f != nil {
		return file(rq, f)
	}
	if path.Ext(name) != "" {
		return &proxy.ServiceAnswer{Status: 404, Page: true}
	}
	return redirect("./" + name + "/") // relative, for whatever stands before it, also when the name has a colon
}

// splitTarget returns the path and the query of a request target.
func splitTarget(target []byte) (at, fields string) {
	a, _, _ := bytes.Cut(target, []byte("?"))
	return string(a), string(query(target))
}
