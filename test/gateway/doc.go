// Package gateway finds, builds, starts and stops the gateways that the test
// suite compares: metergate on each of its pollers, and HAProxy as reference.
//
//	Kinds -> Require (skip or fail with a reason) -> Start -> ready -> Stop
//
// Invariants: a started process never outlives its Stop; a process counts as ready only when
// every address of its configuration listens, which is seen without connecting
// so that no counter of the gateway moves.
package gateway
