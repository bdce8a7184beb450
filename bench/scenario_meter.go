package main

import (
	"fmt"
	"strings"
)

// metering is what telling requests apart costs: the same load on the same program, with operations, consumers and
// recorded headers and without. What is always on (distributions, codes and endings, audit, flight recorder) is in both.
func metering() scenario {
	return scenario{
		name: "meter", title: "operations, consumers and recorded headers, 64 clients, saturated", unit: "µs CPU/request",
		more: []string{"without", "% more"},
		only: func(p proxy) bool { return p.name == "rings" || p.name == "epoll" },
		sample: func(b *bench, p proxy) (figures, error) {
			var each [2]float64
			for i, s := range []setting{{}, {usage: true}} {
				used, out, err := b.underLoad(p, load{path: "/small", clients: 64}, s)
				if err != nil {
					return nil, err
				}
				each[i] = micros(used) / float64(out.requests)
			}
			return figures{each[1], each[0], 100 * (each[1]/each[0] - 1)}, nil
		},
	}
}

// usageLines name the operation and the consumer of each request, by the user agent, and what the recorder keeps.
const usageLines = `  use-operations api
  http-request set-consumer req.hdr(user-agent)
  record-header x-request-id
  record-header authorization
`

// operations writes thirty declared operations; the requests of the load are one of them.
func operations(w *strings.Builder) {
	w.WriteString("operations api\n  operation small GET /small\n")
	for i := range 30 {
		fmt.Fprintf(w, "  operation op%d GET /v1/things%d/{id}/parts/{part}\n", i, i)
	}
}
