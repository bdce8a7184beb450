// Package app starts, runs and ends the program: it is the only place where all parts are wired together.
//
//	command line -> files -> conf.Load -> proxy.Compile -> loops -> addresses -> rights given up -> serve
//	                                                                              signals -> stop -> end
//
// One program is several processes. Go cannot fork, so each starts the program anew and tells it by its birth, a variable
// of the environment, what to be:
//
//	-D   the caller ── waits ──> the daemon
//	-W   the master ── channel ──> the worker that serves, and former ones that finish
//	         │ reload: a new worker takes the listening sockets over from the present one, which then finishes
//	-x   a process takes the listening sockets over from an older one through its stats socket
//
// # Invariants
//
// Nothing is accepted before the whole configuration is found to be right, all addresses are ours and the rights that
// this took are given up: a broken file never starts half a gateway, and never ends the one that serves.
// A listening socket that is handed over is never closed in between, so no connection is refused.
// No worker outlives its master, and no process of ours is left unwaited for.
// What fails is reported once, here, in the form that scripts around HAProxy read.
package app
