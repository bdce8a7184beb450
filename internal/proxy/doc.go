// Package proxy is the gateway itself: frontends, backends, servers and listeners compiled from the
// configuration, and the life of a request between them.
//
// # Flow
//
//	listener -> session (one client connection) -> stream (one request)
//	   stream: read head -> frontend rules -> choose backend -> backend rules -> choose server
//	           -> queue -> connect or reuse -> send -> response rules -> relay -> meter -> log
//
// A server that speaks HTTP/2 has a codec below its link, so that all of this speaks of HTTP/1: see link_http2.go.
//
// # Invariants
//
// A Gateway is immutable once it runs, but for what an operator may change: weights, addresses, limits, the
// administrative state of servers, and the servers that come and go.
//
// Every backend has a home loop. Health, weights and administrative state of its servers are changed there and
// nowhere else (Backend.Do posts to it); everybody else reads atomics and immutable snapshots, so a request never
// takes a lock.
//
// Every stream is metered once, when it ends, by Stream.meter: whatever happened before, req_tot of a frontend is
// the sum of its hrsp_* and the number of its log lines.
package proxy
