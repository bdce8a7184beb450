package main

import (
	"fmt"
	"time"
)

// scenario is one way to measure a proxy.
type scenario struct {
	name   string
	title  string
	unit   string // of the first figure, the one that ratios are made of
	more   []string
	only   func(p proxy) bool // nil is every proxy
	sample func(b *bench, p proxy) (figures, error)
}

// figures are the results of one run: the first in the scenario's unit, then those named by more.
type figures []float64

// scenarios are all of them, in the order of the report.
func scenarios() []scenario {
	return []scenario{
		saturated("c64", 64),
		saturated("c512", 512),
	}
}

// saturated is CPU time per request with every client asking again at once.
func saturated(name string, clients int) scenario {
	return scenario{
		name: name, title: fmt.Sprintf("%d clients, saturated", clients), unit: "µs CPU/request",
		more: []string{"requests/s", "core busy %", "p50 µs", "p99 µs"},
		sample: func(b *bench, p proxy) (figures, error) {
			return b.perRequest(p, load{path: "/small", clients: clients}, setting{})
		},
	}
}

// perRequest runs a load against a fresh proxy and divides its CPU time by the requests.
func (b *bench) perRequest(p proxy, l load, s setting) (figures, error) {
	proc, err := b.start(p, &s)
	if err != nil {
		return nil, err
	}
	defer proc.stop()
	var before time.Duration
	l.addr = fmt.Sprintf("127.0.0.1:%d", s.port)
	l.warmup, l.measure = b.warmup, b.measure
	l.begin = func() (err error) { before, err = proc.cpu(); return err }
	out, err := b.poller.drive(l)
	if err != nil {
		return nil, err
	}
	after, err := proc.cpu()
	if err != nil {
		return nil, err
	}
	used, n := after-before, float64(out.requests)
	return figures{
		micros(used) / n, n / out.took.Seconds(), 100 * used.Seconds() / out.took.Seconds(),
		micros(out.latency.quantile(0.5)), micros(out.latency.quantile(0.99)),
	}, nil
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
