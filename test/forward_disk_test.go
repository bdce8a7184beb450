package test

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"metergate/test/gateway"
)

// TestForwardDiskFull has the disk of a queue be full while the receiver is away: what it does not take waits in memory, which
// is told once, and everything arrives when the receiver is back.
func TestForwardDiskFull(t *testing.T) {
	k, dir := gateway.Kinds()[0], t.TempDir()
	disk := makeDir(t, dir, "disk")
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=96k"); err != nil {
		t.Skipf("cannot mount a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	c := &collector{addr: fmt.Sprintf("127.0.0.1:%d", freePort(t)), taken: map[string]int{}}
	c.listen(t)
	defer func() { c.Close() }()
	api := freePort(t)
	addr, file := fmt.Sprintf("127.0.0.1:%d", api), filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(forwardConfig, api, freePort(t), "prometheus-remote-write http://"+c.addr+"/api/v1/write", filepath.Join(disk, "queue")))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	c.feel(t, nil, 2)
	c.Close()
	await(t, "a full disk", func() error {
		out, err := ask(addr, "show metrics-forward out")
		if err == nil && !strings.Contains(out, "no space left on device") {
			err = fmt.Errorf("there is room yet: %s", out)
		}
		return err
	})
	full := newest(t, addr)
	await(t, "batches in memory", func() error {
		if n := newest(t, addr); n < full+5 {
			return fmt.Errorf("%d of %d", n, full+5)
		}
		return nil
	})
	made := newest(t, addr)
	c.listen(t)
	await(t, "everything arrived", func() error { return c.has(made) })
	out, err := ask(addr, "show metrics-forward out")
	if err != nil || strings.Contains(out, "dropped_items") {
		t.Errorf("something is dropped: %s, %v", out, err)
	}
}
