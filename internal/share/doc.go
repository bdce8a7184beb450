// Package share shares stick tables with other gateways through a table store: a Redis in which each process keeps what it
// contributed to a key, and from which it learns what all others did.
//
//	request path ──▶ stick.Table (own portions) ── Since ──▶ round ── exchange ──▶ Redis: key ▶ {process.birth ▶ portions}
//	      ▲                    ▲                               │                          changes, in order
//	      └─── own + others ───┴──── Forget, Learn ◀───────────┘◀── keys changed since the cursor
//
// # Why nothing is lost or counted twice
//
// A process tells what it contributed to a key since it began, never a difference, in a field that is its own. Telling it again
// changes nothing, so that an answer that was lost is no matter. Each question has a number, and the store takes none
// but with a higher number than it took before from that process, so that one that comes late changes nothing either.
//
// Each question names the last one that was confirmed. A store that does not know it any more has lost something; it takes nothing
// and says so, and the process tells everything again. What the store keeps of a key is a sum over fields and in no order, so it
// is right as soon as all have told.
//
// A process that ends says so with its last words; nothing is taken of it after that. Only then its portions are put together
// with those of others that ended (folded), unless somebody changed them meanwhile. One that was not heard of for a day
// is ended by the others; should it come back after all, it goes on as a new process, with what it counts from then on.
//
// # Invariants
//
// All runs on a goroutine of its own, one a store. Requests touch the tables only, and tables do not know of stores.
//
// Nothing is queued: what is to be told is what the table says was touched since the last answer. A question and its answer are
// about at most batch keys each.
package share
