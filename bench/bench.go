package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// bench is what all scenarios share: the loop with the origins, and how long to measure.
type bench struct {
	poller  *poller
	origins []string
	logs    string // the socket that takes log lines
	dir     string
	warmup  time.Duration
	measure time.Duration

	base      proxy   // what ratios refer to
	saturated float64 // its requests a second, once measured
}

func newBench(dir string, warmup, measure time.Duration) (*bench, error) {
	if err := pin(1); err != nil {
		return nil, err
	}
	if err := allowDescriptors(); err != nil {
		return nil, err
	}
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	origins, err := listenOrigins(p, 5)
	if err != nil {
		return nil, err
	}
	logs, err := listenLogs(p, dir)
	return &bench{poller: p, origins: origins, logs: logs, dir: dir, warmup: warmup, measure: measure}, err
}

// allowDescriptors raises the limit for this process and the proxies as far as it goes.
func allowDescriptors() error {
	var lim unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_NOFILE, &lim)
	if err == nil {
		lim.Cur = lim.Max
		err = unix.Setrlimit(unix.RLIMIT_NOFILE, &lim)
	}
	if err != nil {
		return fmt.Errorf("cannot raise the number of descriptors: %w", err)
	}
	return nil
}

// pin puts every thread of this process on one core; the proxies have core 0.
func pin(core int) error {
	var set unix.CPUSet
	set.Set(core)
	tasks, err := filepath.Glob("/proc/self/task/*")
	if err != nil {
		return err
	}
	for _, task := range tasks {
		var tid int
		fmt.Sscan(filepath.Base(task), &tid)
		if err := unix.SchedSetaffinity(tid, &set); err != nil {
			return fmt.Errorf("cannot run on core %d (two cores are needed): %w", core, err)
		}
	}
	return nil
}

// prepare gives s a fresh port and the folder of the proxy.
func (b *bench) prepare(p proxy, s *setting) (err error) {
	if s.port, err = freePort(); err != nil {
		return err
	}
	s.origins, s.logs, s.dir = b.origins, b.logs, filepath.Join(b.dir, p.name)
	if err := os.MkdirAll(s.dir, 0o755); err != nil || !s.rules {
		return err
	}
	return writeMap(s.dir)
}

// start prepares s and runs a proxy with it.
func (b *bench) start(p proxy, s *setting) (*process, error) {
	if err := b.prepare(p, s); err != nil {
		return nil, err
	}
	return p.start(*s)
}
