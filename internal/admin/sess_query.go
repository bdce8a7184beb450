package admin

import (
	"time"

	"metergate/internal/clock"
	"metergate/internal/proxy"
)

// A sessQuery is what `show sess` was asked for.
type sessQuery struct {
	id     uint64
	hasID  bool
	full   bool
	uri    bool
	susp   bool
	older  time.Duration
	server *proxy.Server
	back   *proxy.Backend
	front  *proxy.Frontend
}

// sessQuery reads the words of the command.
func (r *Request) sessQuery() (*sessQuery, error) {
	q := &sessQuery{}
	for args := r.Args; len(args) > 0; {
		word, value := args[0], first(args[1:])
		args = args[1:]
		if set, ok := sessSwitches[word]; ok {
			set(q)
			continue
		}
		if word == "help" {
			return nil, errHelp
		}
		if id, ok := parseStreamID(word); ok {
			q.id, q.hasID, q.full = id, true, true
			continue
		}
		f, ok := sessFilters[word]
		switch {
		case !ok:
			return nil, messagef("Unsupported option '%s', try 'help' for more info.", word)
		case value == "":
			return nil, f.missing
		}
		if err := f.set(r, q, value); err != nil {
			return nil, err
		}
		args = args[1:]
	}
	return q, nil
}

// sessSwitches are the words of the query that stand alone.
var sessSwitches = map[string]func(*sessQuery){
	"all":      func(q *sessQuery) { q.full = true },
	"susp":     func(q *sessQuery) { q.susp = true },
	"show-uri": func(q *sessQuery) { q.uri = true },
}

// A sessFilter is a word of the query that a value follows.
type sessFilter struct {
	missing message // what is answered without a value
	set     func(r *Request, q *sessQuery, value string) error
}

var sessFilters = map[string]sessFilter{
	"older": {"Expects a minimum age (in seconds by default).", func(_ *Request, q *sessQuery, value string) (err error) {
		if q.older, err = clock.ParseDuration(value, time.Second); err != nil {
			return message("Invalid age.")
		}
		return nil
	}},
	"server": {"Missing server name (<backend>/<server>).", func(r *Request, q *sessQuery, value string) (err error) {
		q.server, err = r.server(value)
		return err
	}},
	"backend": {"Missing backend name.", func(r *Request, q *sessQuery, value string) error {
		p := findProxy(r.Gateway(), value)
		if p == nil || p.Back == nil {
			return errNoBackend
		}
		q.back = p.Back
		return nil
	}},
	"frontend": {"Missing frontend name.", func(r *Request, q *sessQuery, value string) error {
		p := findProxy(r.Gateway(), value)
		if p == nil || p.Front == nil {
			return errNoFrontend
		}
		q.front = p.Front
		return nil
	}},
}

// picks reports whether the query is about that request.
func (q *sessQuery) picks(s *proxy.StreamInfo) bool {
	return (!q.hasID || s.ID == q.id) &&
		(q.older == 0 || s.Age >= int64(q.older)) &&
		(q.server == nil || s.Server == q.server) &&
		(q.back == nil || s.Back == q.back) &&
		(q.front == nil || s.Front == q.front) &&
		(!q.susp || s.Doing == "")
}
