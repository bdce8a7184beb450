// Package top is a view of a running gateway in a terminal: frontends, backends, servers and operations with their rates,
// a sparkline for each, and the keys to take servers out and in. It speaks the Runtime API, so it works with HAProxy too.
//
//	every interval: ask ─▶ table ─▶ model (rates, history) ─▶ Render ─▶ screen
//	every key:      keys ─▶ model (selection, sort, filter, question) ─▶ ask
//
// # Invariants
//
// The model does no input and no output, so every picture can be made in a test. Whatever a gateway answers is cleaned
// before it reaches the terminal: control bytes never do. The terminal is as it was when the program ends, also when it is
// killed by a signal that can be caught. What changes the gateway is asked back first.
package top
