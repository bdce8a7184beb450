package main

import "time"

// idleClients stays below the 20,000 descriptors that containers often allow:
// the proxy and this program each need one per client.
const idleClients = 8000

// memory is what one idle keep-alive client costs, beyond a proxy that has served a little.
func memory() scenario {
	return scenario{
		name: "memory", title: "8,000 idle keep-alive clients", unit: "bytes/client",
		more: []string{"base RSS MB"},
		sample: func(b *bench, p proxy) (figures, error) {
			s := setting{}
			proc, err := b.start(p, &s)
			if err != nil {
				return nil, err
			}
			defer proc.stop()
			base, err := b.rssWith(proc, load{addr: s.addr(), path: "/small", clients: 32})
			if err != nil {
				return nil, err
			}
			full, err := b.rssWith(proc, load{addr: s.addr(), path: "/small", clients: idleClients})
			return figures{float64(full-base) / (idleClients - 32), float64(base) / 1e6}, err
		},
	}
}

// rssWith is the proxy's memory while clients are idle, after it had time to tidy up.
func (b *bench) rssWith(proc *process, l load) (int64, error) {
	d, err := b.poller.hold(l)
	if err != nil {
		return 0, err
	}
	defer d.disconnect(b.poller)
	if err := b.poller.wait(2 * time.Second); err != nil {
		return 0, err
	}
	return proc.rss()
}

// idle is the CPU time of a proxy that does nothing but hold clients and check servers.
func idle() scenario {
	return scenario{
		name: "idle", title: "1,000 idle clients, 20 health checks every 2 s", unit: "% of a core", only: gateways,
		sample: func(b *bench, p proxy) (figures, error) {
			s := setting{checks: 20}
			proc, err := b.start(p, &s)
			if err != nil {
				return nil, err
			}
			defer proc.stop()
			d, err := b.poller.hold(load{addr: s.addr(), path: "/small", clients: 1000})
			if err != nil {
				return nil, err
			}
			defer d.disconnect(b.poller)
			used, err := b.idleFor(proc, 10*time.Second)
			return figures{100 * used.Seconds() / 10}, err
		},
	}
}

// idleFor is the CPU time of the proxy over d, after two seconds of calm.
func (b *bench) idleFor(proc *process, d time.Duration) (time.Duration, error) {
	if err := b.poller.wait(2 * time.Second); err != nil {
		return 0, err
	}
	before, err := proc.cpu()
	if err != nil {
		return 0, err
	}
	if err := b.poller.wait(d); err != nil {
		return 0, err
	}
	after, err := proc.cpu()
	return after - before, err
}

// wait lets the origins answer for d.
func (p *poller) wait(d time.Duration) error {
	end := time.Now().Add(d)
	return p.run(false, func() (bool, error) { return time.Now().After(end), nil })
}
