package proxy

import (
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// Limits of the process, and how near it is to them.
var (
	_ = infoNumber(13, "Ulimit-n", "CLPV", metric.Count, "max_fds", "Limit of file descriptors.",
		func(i *Info) int { return i.MaxFDs })
	_ = infoNumber(14, "Maxsock", "CLPV", metric.Count, "max_sockets", "Sockets that are needed at most.",
		func(i *Info) int { return i.MaxSockets })
	_ = infoNumber(15, "Maxconn", "CLPV", metric.Connections, "max_connections", "Limit of client connections in force.",
		func(i *Info) int { return i.Global.Gate.Limit() })
	_ = infoNumber(16, "Hard_maxconn", "CLPV", metric.Connections, "hard_max_connections",
		"What the limit of client connections may be raised to.",
		func(i *Info) int { return i.Global.HardMaxconn })
	_ = infoNumber(17, "CurrConns", "MGPV", metric.Connections, "current_connections", "Client connections open now.",
		func(i *Info) int { return i.Global.Gate.Used() })
	_ = infoNumber(20, "MaxSslConns", "MMPV", metric.Connections, "max_ssl_connections", "Limit of TLS connections, 0 for none.",
		func(i *Info) int { return i.Global.TLSGate.Limit() })
	_ = infoNumber(27, "ConnRateLimit", "CLPV", metric.PerSecond, "limit_connection_rate",
		"Limit of new connections per second, 0 for none.",
		func(i *Info) int { return int(i.Global.Rates.Conn.Load()) })
	_ = infoNumber(30, "SessRateLimit", "CLPV", metric.PerSecond, "limit_session_rate",
		"Limit of new sessions per second, 0 for none.",
		func(i *Info) int { return int(i.Global.Rates.Sess.Load()) })
	_ = infoNumber(33, "SslRateLimit", "CLPV", metric.PerSecond, "limit_ssl_rate",
		"Limit of new TLS sessions per second, 0 for none.",
		func(i *Info) int { return int(i.Global.Rates.TLS.Load()) })
)

// Peers: a session counts as soon as the peer is who it says.
var (
	_ = infoNumber(56, "ActivePeers", "MGPV", metric.Count, "active_peers", "Peers in contact.", peerSessions)
	_ = infoNumber(57, "ConnectedPeers", "MGPV", metric.Count, "connected_peers", "Peers connected.", peerSessions)
)

func peerSessions(i *Info) (n int) {
	for _, p := range i.PeerGroups() {
		n += p.Sessions()
	}
	return n
}

// What the process works on.
var (
	_ = infoNumber(47, "Tasks", "MGPV", metric.Count, "current_tasks", "Tasks of the event loops.",
		func(i *Info) int { return i.loops(func(s netio.LoopStats) int64 { return s.Tasks }) })
	_ = infoNumber(78, "BlockedTrafficWarnings", "MGPV", metric.Count, "", "Turns of an event loop that took too long.",
		func(i *Info) int { return i.loops(func(s netio.LoopStats) int64 { return int64(s.Stalls) }) })
	_ = infoNumber(52, "Stopping", "MGPV", metric.Count, "stopping", "1 while the process finishes what it has and takes nothing new.",
		func(i *Info) int {
			if i.Process.Stopping.Load() {
				return 1
			}
			return 0
		})
	_ = infoNumber(53, "Jobs", "MGPV", metric.Count, "jobs", "Connections and listeners that keep the process alive.",
		func(i *Info) int {
			return i.loops(func(s netio.LoopStats) int64 { return s.Conns }) + i.listeners() + i.Unstoppable
		})
	_ = infoNumber(54, "Unstoppable Jobs", "MGPV", metric.Count, "unstoppable_jobs", "Jobs that do not delay an exit.",
		func(i *Info) int { return i.Unstoppable })
	_ = infoNumber(55, "Listeners", "MGPV", metric.Count, "listeners", "Addresses that are listened on.",
		(*Info).listeners)
	_ = infoNumber(72, "TotalWarnings", "MCPV", metric.Count, "total_warnings", "Warnings printed.",
		func(i *Info) int { return orZero(i.Warnings) })
)

// infoWide declares a line of a whole number of 64 bits.
func infoWide(pos int, name, tags string, u metric.Unit, series, help string, read func(*Info) uint64) *metric.Column {
	c := processColumn(pos, name, tags, u, series, help)
	c.Type = metric.U64
	c.Read = metric.Of(func(i *Info, _ *metric.View) metric.Value { return metric.Uint64(read(i)) })
	return metric.Declare(c)
}
