// Package web holds the services that answer over HTTP inside the gateway: the stats page and the exporter.
//
//	stream -> proxy.Service.Answer -> encoder (package export, or the page) -> pieces -> stream -> client
//
// # Invariants
//
// Nothing is rendered on a loop, and nothing faster than the client takes it: an answer is made in pieces, each when
// there is room for it. What came from outside is encoded for the place it goes to.
package web
