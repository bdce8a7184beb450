// Package stick holds stick tables: what is remembered of a key (an address, an API key, a function) while it is in use and
// for some time after.
//
//	rule, fetch ── Table.Get(key) ──▶ Ref ── Table.Lock(ref) ──▶ Entry: Add, Set, Value ── Unlock
//	                   │                        │
//	                   │ creates, evicts        └─▶ Touch: alive for another expire, and told to peers
//	                   ▼
//	      shard 0 | shard 1 | ... ◀── Sweep (expired)   Visit (dumps)   Since (peers)
//
// # Invariants
//
// A table is divided into shards by the hash of the key. A shard has a lock that is held for a few instructions and never
// across anything that waits; no operation takes two of them, so none can lock another out.
//
// An entry that somebody holds (a Ref) is neither evicted nor expired; its place is free for another key after the last Drop
// only. A Ref is valid from Get or Find to its Drop.
//
// Entries live in slabs without pointers, so that a million of them cost the garbage collector nothing. A table never has more
// entries than its size, and gives no memory back before it is dropped.
//
// In a shared table each datum is kept twice: what this process counted, and what all others did as it was last learned.
// Values are made of both when they are read, so that what is learned never changes what was counted. See Portion.
//
// Times are milliseconds of one monotonic clock, always passed in, and never 0.
package stick
