// Package admin serves the Runtime API: the text commands by which operators and their tools look at a running gateway
// and change it, over Unix and TCP sockets.
//
//	stats socket ──▶ Serve ──▶ line ──▶ words ──▶ Command.Run ──▶ proxy's exported methods
//	                   ▲                              │
//	                   └── bounded output ◀───────────┘
//
// # Invariants
//
// A command is one declaration in a file cmd_*.go: its words, its usage, who may run it, and what it does. Help, the
// suggestions for unknown words and the manual are loops over the registry.
//
// Nothing here runs on an event loop. Each client is an ordinary goroutine that reads atomics and snapshots of package
// proxy; what it changes goes through the methods that post to the loop which owns the state.
//
// A client can cost only so much: a line, a payload and the unsent output are bounded, a silent reader or writer is cut
// after `stats timeout`, and at most `stats maxconn` are served at once.
package admin
