// Package check knows whether a server is well: it probes it, listens to its agent, watches its traffic, and turns what
// it learns into a state.
//
//	option, tcp-check and http-check lines --Compile--> Plan (steps)
//	Runner: Plan       --probe-------> Result --Health.Check---> Event --> Subject (the proxy applies, counts and logs it)
//	        agent line --ParseReport-> Report --Health.Report--> Event
//	traffic            --Observer-------------> Health.Punish--> Event
//	Health --> View (immutable; read by every page and command)
//
// # Invariants
//
// Health is pure: it knows no clock, no socket and no proxy, and it is changed only on the home loop of its backend.
// Everybody else reads its View.
//
// A probe is a straight line: connect, then send and expect in the order of the configuration. It holds one connection,
// ends within its timeout whatever the server does, and keeps no byte of the server but an escaped line of text.
//
// A type of check is one file that registers itself.
package check
