// Package usage knows what requests are for and who makes them: operations, consumers, and the ledger by which the counts
// of a gateway are proved. It holds pure tables and matchers over plain records; streams, rules and outputs are above it.
//
//	method, path ─▶ Catalog.Match ─▶ name of an operation ──┐
//	                     │ none                             ├─▶ Operations.Row ─▶ counters of one row
//	                     ▼                                  │
//	                 Learner ─▶ templates                   └─▶ Top: consumers, and what they use
//
// # Invariants
//
// Names come from outside and are without number, so every table has a budget. What is over it is counted in a row of its
// own, `other`, exactly: at any moment the rows of a table on one loop sum up to all that the loop counted.
//
// A Top, a Flow and a Work belong to one loop; who looks from outside asks the loop for a copy. Rows of operations are
// shared, with one shard a loop. A Catalog is immutable but for what it learns, which takes its place as a whole.
//
// Counting allocates nothing, matching neither.
package usage
