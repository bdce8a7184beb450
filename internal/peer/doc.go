// Package peer keeps stick tables alike over several processes by the peers protocol of HAProxy, version 2.1 and 2.0.
//
//	Section.Serve (accepted) ─▶ hello ─┐
//	Section dials each peer  ─▶ hello ─┴▶ session ── reader: definitions, updates, acks ─▶ stick.Table
//	                                         └────── writer: what Table.Since tells, heartbeats, a full lesson when asked for
//
// # Invariants
//
// All of a section runs on one loop, its home, so nothing in it is locked; only the entries of tables are, one at a time.
//
// What a peer sends is bounded: a message, the definitions, the texts of its dictionary. It cannot make this side wait: a
// peer that is silent for 5 s, or takes nothing for as long, loses its connection. After each share of work the reader lets
// the other tasks of the loop run.
//
// What is learned from a peer is not told to others: each tells of what it counted itself, but for a lesson, which is all
// that a table holds.
package peer
