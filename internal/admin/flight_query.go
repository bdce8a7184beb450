package admin

import (
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/flight"
	"metergate/internal/metric"
)

const flightArgs = "[help|json|<n>] [opts...]"

const flightUsage = `Usage: show slow | failed | inflight [json] [<n>] [<options>*]
Lists requests, one a line; <n> is how many at most. What is shown:
   json            an object of JSON, times in seconds
   frontend <f>    only those of that frontend
   backend <b>     only those of that backend
   server <b/s>    only those of that server
   operation <o>   only those that ask for that operation
   consumer <c>    only those of that consumer
   status <code>   only those with that status, or of that class, such as 5xx
   ending <xx>     only those whose termination state begins so
   trace <id>      only those of that trace
   longer <time>   only those that took at least that long; a bare number counts milliseconds
   since <age>     only those that ended since; a bare number counts seconds
`

// flightFilters are the words of a query that a value follows. A status may be cut to its first digit, as in 5xx.
var flightFilters = map[string]func(q *flight.Query, value string) error{
	"frontend":  func(q *flight.Query, value string) error { q.Frontend = value; return nil },
	"backend":   func(q *flight.Query, value string) error { q.Backend = value; return nil },
	"operation": func(q *flight.Query, value string) error { q.Operation = value; return nil },
	"consumer":  func(q *flight.Query, value string) error { q.Consumer = value; return nil },
	"ending":    func(q *flight.Query, value string) error { q.Ending = value; return nil },
	"server": func(q *flight.Query, value string) (err error) {
		back, server, ok := strings.Cut(value, "/")
		if !ok {
			return errFormServer
		}
		q.Backend, q.Server = back, server
		return nil
	},
	"status": func(q *flight.Query, value string) (err error) {
		if q.Status, err = strconv.Atoi(strings.TrimSuffix(value, "xx")); err != nil {
			return message("Invalid status.")
		}
		return nil
	},
	"trace": func(q *flight.Query, value string) error {
		id, ok := metric.ParseTraceID(value)
		if !ok {
			return message("A trace has an id of 32 hexadecimal digits.")
		}
		q.Trace = id
		return nil
	},
	"longer": func(q *flight.Query, value string) error {
		d, err := clock.ParseDuration(value, time.Millisecond)
		if err != nil {
			return message("Invalid time.")
		}
		q.Longer = int64(d)
		return nil
	},
	"since": func(q *flight.Query, value string) error {
		d, err := clock.ParseDuration(value, time.Second)
		if err != nil {
			return message("Invalid age.")
		}
		q.Since = time.Now().Add(-d).UnixNano()
		return nil
	},
}

// parseFlightQuery reads the words of a command into a query.
func parseFlightQuery(q *flight.Query, words []string) (asJSON bool, err error) {
	for i := 0; i < len(words); i++ {
		word := words[i]
		if n, err := strconv.Atoi(word); err == nil && n > 0 {
			q.Limit = n
			continue
		}
		switch word {
		case "help":
			return false, errHelp
		case "json":
			asJSON = true
			continue
		}
		set := flightFilters[word]
		if set == nil {
			return false, messagef("Unsupported option '%s'.", word)
		}
		if i++; i == len(words) {
			return false, messagef("Missing value of '%s'.", word)
		}
		if err := set(q, words[i]); err != nil {
			return false, err
		}
	}
	return asJSON, nil
}
