package proxy

import (
	"strconv"

	"metergate/internal/check"
	"metergate/internal/metric"
)

// The states that the exporter shows one by one, in the order of their lines.
var (
	frontendStatus = metric.StatesOf([]string{"DOWN", "UP"}, func(f *Frontend, _ *metric.View, n []uint64) bool {
		return count(n, f.State() != FrontendStopped)
	})
	listenerStatus = metric.StatesOf(listenerWords, func(l *Listener, _ *metric.View, n []uint64) bool {
		n[l.state()]++
		return true
	})
	backendStatus = metric.StatesOf([]string{"DOWN", "UP"}, func(b *Backend, _ *metric.View, n []uint64) bool {
		return count(n, b.Up())
	})
	serverStatus = metric.StatesOf(serverWords, func(s *Server, _ *metric.View, n []uint64) bool {
		n[s.rank()]++
		return true
	})
	serversStatus = metric.StatesOf(serverWords, func(b *Backend, _ *metric.View, n []uint64) bool {
		for _, s := range b.Servers() {
			n[s.rank()]++
		}
		return len(b.Servers()) > 0
	})
)

// count adds to the second state if on, else to the first.
func count(n []uint64, on bool) bool {
	if on {
		n[1]++
	} else {
		n[0]++
	}
	return true
}

// serverWords are the states of a server.
var serverWords = []string{"DOWN", "UP", "MAINT", "DRAIN", "NOLB"}

// rank returns which of serverWords the server is in. One that goes up or down, or is not checked, is up.
func (s *Server) rank() int {
	switch op, admin := s.Op(), s.Admin(); {
	case admin&AdminMaint != 0:
		return 2
	case op == check.Stopped:
		return 0
	case admin&AdminDrain != 0:
		return 3
	case op == check.Stopping:
		return 4
	}
	return 1
}

var listenerWords = []string{"WAITING", "OPEN", "FULL"}

// state returns which of listenerWords the address is in.
func (l *Listener) state() int {
	switch {
	case l.Front.State() != FrontendOpen:
		return 0
	case l.Gate.Full():
		return 2
	}
	return 1
}

// Status returns the text of the column status.
func (l *Listener) Status() string { return listenerWords[l.state()] }

// shown returns how many of the backend's servers are up, when a view hides some.
func (b *Backend) shown(v *metric.View) string {
	if v.Hide == metric.HideNone {
		return ""
	}
	up := 0
	for _, s := range b.Servers() {
		if s.Up() {
			up++
		}
	}
	return " (" + strconv.Itoa(up) + "/" + strconv.Itoa(len(b.Servers())) + ")"
}

// sumInUse adds up a weight of the servers that get work: the active ones, or without any the backups, of which only
// the first unless all are to be used.
func (b *Backend) sumInUse(weight func(*Server) int) (sum int) {
	active, _ := b.Usable()
	for _, s := range b.Servers() {
		if !s.Usable() || s.Backup == (active > 0) {
			continue
		}
		sum += weight(s)
		if s.Backup && !b.Options.AllBackups {
			break
		}
	}
	return sum
}

// flag is 1 or 0.
func flag(on bool) metric.Value {
	if on {
		return metric.Uint32(1)
	}
	return metric.Uint32(0)
}

// The columns of the states of a backend's servers have their content in the exporter only.
var (
	_ = aggregate(100, "agg_server_status", "Servers of the backend in each state.", serversStatus)
	_ = aggregate(101, "agg_server_check_status", "Servers of the backend in each state, under a former name.", serversStatus)
	_ = aggregate(102, "agg_check_status", "Servers of the backend by the result of their last health check.", checksStatus)
)

func aggregate(pos int, name, help string, states *metric.States) *metric.Column {
	return metric.Declare(metric.Column{
		Name: name, CSV: pos, Type: metric.U32, Unit: metric.Count, On: metric.On("MGPV", metric.Backend), Help: help,
		Prom: []metric.Series{{Name: name, States: states}},
		Read: func(metric.Object, *metric.View) metric.Value { return metric.Uint32(0) },
	})
}
