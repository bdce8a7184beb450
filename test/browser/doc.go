// Package browser drives a headless Chromium for tests and for pictures of the documentation.
//
//	Browser ── DevTools protocol over a pair of pipes ──> chromium ──> the page
//
// # Invariants
//
// A Browser has one page and a profile of its own, which Close removes. Calls wait for their answers, one after the
// other. Nothing but the address that is opened is asked for.
package browser
