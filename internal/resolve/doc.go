// Package resolve asks name servers for the addresses and services behind names, again and again, for servers that move
// and for rules that look a name up.
//
//	Watch ──> resolution (one a question) ──> query to every name server ──> first valid answer ──> watchers
//	Ask   ──> memory of answers (hold valid) ──┘        retries, other family      else the last error
//
// Invariants:
//   - Everything runs on goroutines of its own: nothing here may be called by code that would have to wait, but Watch,
//     Stop and Ask, which do not.
//   - An answer counts only if it comes from the server that was asked, to the port that asked, with the number and the
//     question of the query, and is no longer than what was announced. Whatever else comes is counted and ignored.
//   - Memory is bounded: by maxRecords of an answer, maxNames of the memory and maxAsking questions of rules at once.
package resolve
