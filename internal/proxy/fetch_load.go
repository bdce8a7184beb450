package proxy

import (
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// What the process, its frontends, backends and servers have to do now.
func init() {
	frontFetch("fe_conn", "Client connections of a frontend.", func(f *Frontend) int64 { return int64(sessions.Value(f.Set)) })
	frontFetch("fe_sess_rate", "Client connections per second of a frontend.", func(f *Frontend) int64 { return perSecond(sessRate, f.Set) })
	frontFetch("fe_req_rate", "Requests per second of a frontend.", func(f *Frontend) int64 { return perSecond(reqRate, f.Set) })

	backFetch("be_conn", "Requests that a backend works on.", func(b *Backend) int64 { return int64(sessions.Value(b.Set)) })
	backFetch("be_sess_rate", "Requests per second of a backend.", func(b *Backend) int64 { return perSecond(sessRate, b.Set) })
	backFetch("nbsrv", "Servers of a backend that can be given work.", func(b *Backend) int64 { return b.nbsrv() })
	backFetch("queue", "Requests that wait for a backend, or for one of its servers.", (*Backend).waiting)
	backFetch("avg_queue", "Requests that wait for a backend, for each server that can be given work.", (*Backend).waitingEach)
	backFetch("connslots", "Requests that a backend's servers and their queues could still take.", (*Backend).room)
	backFetch("be_conn_free", "Requests that a backend's servers could still take at once.", (*Backend).roomNow)

	serverFetch("srv_conn", "Requests that a server works on.", func(s *Server) int64 { return int64(sessions.Value(s.Set)) })
	serverFetch("srv_conn_free", "Requests that a server could still take at once, -1 without a limit.", (*Server).roomNow)
	serverFetch("srv_queue", "Requests that wait for this very server.", func(s *Server) int64 { return int64(s.Slots.Waiting()) })
	serverFetch("srv_sess_rate", "Requests per second of a server.", func(s *Server) int64 { return perSecond(sessRate, s.Set) })
	sample.RegisterFetch(sample.Fetch{
		Name: "srv_is_up", Args: []sample.Arg{{Name: "server", Kind: sample.ArgServer}}, Out: sample.Bool, Needs: sample.Internal, Alone: true,
		Help: "True when a server is up, whether or not it drains; one that is not checked is up.",
		Get: func(_ *sample.Ctx, a sample.Args) (sample.Value, bool) {
			s := a[0].Ref.(*Server)
			return sample.BoolOf(s.Admin()&AdminMaint == 0 && s.Up()), true
		},
	})
}

func perSecond(r *metric.Rate, set *metric.Set) int64 {
	return int64(r.PerSecond(set, netio.Clock()/1e6))
}

func frontFetch(name, help string, read func(*Frontend) int64) {
	sample.RegisterFetch(objectFetch(name, help, sample.ArgFrontend, read))
}

func backFetch(name, help string, read func(*Backend) int64) {
	sample.RegisterFetch(objectFetch(name, help, sample.ArgBackend, read))
}

func serverFetch(name, help string, read func(*Server) int64) {
	sample.RegisterFetch(objectFetch(name, help, sample.ArgServer, read))
}

// objectFetch declares a fetch of a number of the object that its argument names.
func objectFetch[T any](name, help string, kind sample.ArgKind, read func(T) int64) sample.Fetch {
	return sample.Fetch{
		Name: name, Args: []sample.Arg{{Name: kind.String(), Kind: kind}}, Out: sample.Int, Needs: sample.Internal, Alone: true, Help: help,
		Get: func(_ *sample.Ctx, a sample.Args) (sample.Value, bool) { return sample.IntOf(read(a[0].Ref.(T))), true },
	}
}

// nbsrv counts the servers that would be given work: the active ones, or without any the backups.
func (b *Backend) nbsrv() int64 {
	active, backup := b.Usable()
	switch {
	case active > 0:
		return int64(active)
	case b.Options.AllBackups:
		return int64(backup)
	}
	return int64(min(backup, 1))
}

// waiting counts the requests that wait in the backend's queue and in those of its servers.
func (b *Backend) waiting() int64 {
	n := int64(b.Queue.Waiting())
	for _, s := range b.Servers() {
		n += int64(s.Slots.Waiting())
	}
	return n
}

// waitingEach is waiting for each usable server, rounded up.
func (b *Backend) waitingEach() int64 {
	n := b.nbsrv()
	if n == 0 {
		return b.waiting() * 9999
	}
	return (b.waiting() + n - 1) / n
}

// room is how many requests more the usable servers and their queues can take; -1 when one of them has no limit.
func (b *Backend) room() (n int64) {
	for _, s := range b.Servers() {
		if !s.Usable() {
			continue
		}
		limit := int64(s.maxconn.Load())
		if limit == 0 || s.Maxqueue == 0 {
			return -1
		}
		n += limit - int64(sessions.Value(s.Set)) + int64(s.Maxqueue-s.Slots.Waiting())
	}
	return n
}

// roomNow is how many requests more the usable servers can work on; -1 when one of them has no limit.
func (b *Backend) roomNow() (n int64) {
	for _, s := range b.Servers() {
		if !s.Usable() {
			continue
		}
		room := s.roomNow()
		if room < 0 {
			return -1
		}
		n += room
	}
	return n
}

func (s *Server) roomNow() int64 {
	limit := int64(s.maxconn.Load())
	if limit == 0 {
		return -1
	}
	return max(limit-int64(sessions.Value(s.Set)), 0)
}
