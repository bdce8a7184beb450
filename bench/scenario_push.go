package main

import (
	"fmt"
	"strings"
	"time"
)

// pushFor is how long a gateway that pushes is measured: it pushes every ten seconds.
const pushFor = 20 * time.Second

// pushing is what ten destinations of 5,000 series each cost that are pushed to every ten seconds, and what proxied requests
// feel of it: the same load on the same gateway without destinations and with them, by turns.
func pushing() scenario {
	return scenario{
		name: "push", title: "10 destinations of 5,000 series every 10 s, 2,000 requests a second", unit: "% of a core more",
		more: []string{"MB of RSS more", "p99 µs without", "p99 µs with", "p99.9 µs without", "p99.9 µs with"},
		only: func(p proxy) bool { return p.name == "rings" || p.name == "epoll" },
		sample: func(b *bench, p proxy) (figures, error) {
			r, err := startReceivers()
			if err != nil {
				return nil, err
			}
			defer r.stop()
			without, err := b.pushed(p, "")
			if err != nil {
				return nil, err
			}
			with, err := b.pushed(p, r.sections())
			if err != nil {
				return nil, err
			}
			return figures{
				100 * (with.used - without.used).Seconds() / pushFor.Seconds(), float64(with.rss-without.rss) / 1e6,
				micros(without.latency.quantile(0.99)), micros(with.latency.quantile(0.99)),
				micros(without.latency.quantile(0.999)), micros(with.latency.quantile(0.999)),
			}, nil
		},
	}
}

// pushOutcome is what became of a gateway that pushes.
type pushOutcome struct {
	*outcome
	used time.Duration // of a processor
	rss  int64
}

// pushed runs the load against a gateway with these sections.
func (b *bench) pushed(p proxy, sections string) (o pushOutcome, err error) {
	s := setting{push: sections, servers: pushServers}
	proc, err := b.start(p, &s)
	if err != nil {
		return o, err
	}
	defer proc.stop()
	warmup, measure := b.warmup, b.measure
	defer func() { b.warmup, b.measure = warmup, measure }()
	b.warmup, b.measure = 10*time.Second, pushFor // each destination was pushed to once
	if o.used, o.outcome, err = b.measured(proc, load{addr: s.addr(), path: "/small", clients: 32, rate: 2000}); err != nil {
		return o, err
	}
	o.rss, err = proc.rss()
	return o, err
}

// pushServers are as many servers as make 5,000 series.
const pushServers = 44

// sections are ten destinations, of every kind.
func (r *receivers) sections() string {
	var w strings.Builder
	for i, target := range []string{
		"prometheus-remote-write http://" + r.http + "/api/v1/write", "prometheus-remote-write http://" + r.http + "/api/v1/write version 1",
		"prometheus-remote-write http://" + r.http + "/api/v1/push", "otlp http://" + r.http, "otlp http://" + r.http + " temporality delta",
		"elasticsearch http://" + r.http, "influx http://" + r.http + "/write?db=m", "statsd udp://" + r.udp, "dogstatsd udp://" + r.udp,
		"graphite tcp://" + r.tcp,
	} {
		fmt.Fprintf(&w, "metrics-forward to%d\n  target %s\n  interval 10s\n", i, target)
	}
	return w.String()
}
