package app

import (
	"slices"
	"syscall"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

// A process that is replaced (-sf, -st) may keep an address to itself. It is asked to pause, which has HAProxy let go of its
// addresses, and these are tried again for a while.
const (
	bindTries = 25
	bindPause = 20 * time.Millisecond
)

// bind gets the addresses of all frontends. What fails in the end is reported, and the older processes go on.
func (p *program) bind(g *proxy.Gateway, take func(addr, device string) int) {
	older := slices.Concat(p.o.Finish, p.o.Terminate)
	for try := 1; ; try++ {
		var d conf.Diagnostics
		g.Bind(&d, take)
		if last := try == bindTries || len(older) == 0 || p.birth.Worker || p.o.TakeOver != ""; last || !d.Failed() {
			for _, m := range d.Messages() {
				p.diag.Add(m)
			}
			if d.Failed() && try > 1 {
				signalAll(older, syscall.SIGTTIN)
			}
			return
		}
		g.Unbind()
		if try == 1 {
			signalAll(older, syscall.SIGTTOU)
		}
		time.Sleep(bindPause)
	}
}

// signalAll signals processes; one that has ended needs no asking.
func signalAll(pids []int, s syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, s)
	}
}
