package main

import (
	"fmt"
	"time"
)

// scenario is one way to measure a proxy.
type scenario struct {
	name   string
	title  string
	unit   string             // of the first figure, the one that ratios are made of; less is better
	more   []string           // names of the further figures
	only   func(p proxy) bool // nil is every proxy
	sample func(b *bench, p proxy) (figures, error)
}

// figures are the results of one run: the first in the scenario's unit, then those named by more.
type figures []float64

// scenarios are all of them, in the order of the report.
func scenarios() []scenario {
	return []scenario{
		perRequest("c64", "64 clients, saturated", load{path: "/small", clients: 64}, setting{}),
		perRequest("c512", "512 clients, saturated", load{path: "/small", clients: 512}, setting{}),
		perRequest("paced", "10,000 requests a second, 64 clients", load{path: "/small", clients: 64, rate: 10000}, setting{}),
		perRequest("large", "1 MiB answers, 32 clients, saturated", load{path: "/large", clients: 32}, setting{}),
		rules(),
		metering(),
		latency(),
		encrypted(),
		memory(),
		idle(),
		scrape(),
		pushing(),
		check(),
	}
}

// gateways chooses the proxies that read the language of HAProxy.
func gateways(p proxy) bool { return p.name != "nginx" }

// rules is CPU time per request of a configuration as production has it.
func rules() scenario {
	sc := perRequest("rules", "64 clients, saturated, a realistic rule set", load{path: "/small", clients: 64}, setting{rules: true})
	sc.only = gateways
	return sc
}

// perRequest is CPU time per request of a load.
func perRequest(name, title string, l load, s setting) scenario {
	return scenario{
		name: name, title: title, unit: "µs CPU/request",
		more: []string{"requests/s", "core busy %", "p50 µs", "p99 µs"},
		sample: func(b *bench, p proxy) (figures, error) {
			used, out, err := b.underLoad(p, l, s)
			if err != nil {
				return nil, err
			}
			n := float64(out.requests)
			return figures{
				micros(used) / n, n / out.took.Seconds(), 100 * used.Seconds() / out.took.Seconds(),
				micros(out.latency.quantile(0.5)), micros(out.latency.quantile(0.99)),
			}, nil
		},
	}
}

// underLoad runs a load against a fresh proxy and returns its CPU time while measured.
func (b *bench) underLoad(p proxy, l load, s setting) (time.Duration, *outcome, error) {
	proc, err := b.start(p, &s)
	if err != nil {
		return 0, nil, err
	}
	defer proc.stop()
	l.addr = s.addr()
	return b.measured(proc, l)
}

// measured runs a load against a running proxy.
func (b *bench) measured(proc *process, l load) (time.Duration, *outcome, error) {
	var before time.Duration
	l.warmup, l.measure = b.warmup, b.measure
	l.begin = func() (err error) { before, err = proc.cpu(); return err }
	out, err := b.poller.drive(l)
	if err != nil {
		return 0, nil, err
	}
	after, err := proc.cpu()
	return after - before, out, err
}

// latency is what clients see at half of the load that saturates the base.
func latency() scenario {
	return scenario{
		name: "latency", title: "half of the base's saturation, 64 clients", unit: "p99 µs",
		more: []string{"p50 µs", "requests/s", "µs CPU/request"},
		sample: func(b *bench, p proxy) (figures, error) {
			rate, err := b.saturation()
			if err != nil {
				return nil, err
			}
			used, out, err := b.underLoad(p, load{path: "/small", clients: 64, rate: rate / 2}, setting{})
			if err != nil {
				return nil, err
			}
			return figures{
				micros(out.latency.quantile(0.99)), micros(out.latency.quantile(0.5)),
				float64(out.requests) / out.took.Seconds(), micros(used) / float64(out.requests),
			}, nil
		},
	}
}

// saturation is the base's requests a second with 64 clients, measured once.
func (b *bench) saturation() (float64, error) {
	if b.saturated > 0 {
		return b.saturated, nil
	}
	_, out, err := b.underLoad(b.base, load{path: "/small", clients: 64}, setting{})
	if err != nil {
		return 0, fmt.Errorf("cannot measure the base's saturation: %w", err)
	}
	b.saturated = float64(out.requests) / out.took.Seconds()
	return b.saturated, nil
}

// scrape is the cost of an exporter's answer about 10,000 servers, and what proxied requests feel of it.
func scrape() scenario {
	return scenario{
		name: "scrape", title: "scrape of 10,000 servers", unit: "ms CPU/scrape", only: gateways,
		more: []string{"MB", "p99 µs of 2,000 requests/s", "the same with a scrape a second"},
		sample: func(b *bench, p proxy) (figures, error) {
			s := setting{farm: true}
			proc, err := b.start(p, &s)
			if err != nil {
				return nil, err
			}
			defer proc.stop()
			return b.scrapeFigures(proc, s.addr())
		},
	}
}

func (b *bench) scrapeFigures(proc *process, addr string) (figures, error) {
	const n = 5
	if _, err := b.poller.scrapes(addr, "/metrics", 1); err != nil {
		return nil, err
	}
	before, err := proc.cpu()
	if err != nil {
		return nil, err
	}
	s, err := b.poller.scrapes(addr, "/metrics", n)
	if err != nil {
		return nil, err
	}
	after, err := proc.cpu()
	if err != nil {
		return nil, err
	}
	quiet := load{addr: addr, path: "/small", clients: 32, rate: 2000}
	_, alone, err := b.measured(proc, quiet)
	if err != nil {
		return nil, err
	}
	quiet.scrape = "/metrics"
	_, beside, err := b.measured(proc, quiet)
	if err != nil {
		return nil, err
	}
	return figures{
		micros(after-before) / n / 1000, float64(s.bytes) / n / 1e6,
		micros(alone.latency.quantile(0.99)), micros(beside.latency.quantile(0.99)),
	}, nil
}

// check is the time to read and check the configuration of 10,000 servers.
func check() scenario {
	return scenario{
		name: "check", title: "-c of 10,000 servers", unit: "ms", only: gateways,
		more: []string{"ms CPU"},
		sample: func(b *bench, p proxy) (figures, error) {
			s := setting{farm: true}
			if err := b.prepare(p, &s); err != nil {
				return nil, err
			}
			args, err := p.files(s)
			if err != nil {
				return nil, err
			}
			wall, used, err := runOn(0, p.env, append(args, "-c"))
			return figures{float64(wall) / 1e6, float64(used) / 1e6}, err
		},
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func (s *setting) addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }
