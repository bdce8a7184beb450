// Package balance chooses the server that gets a request.
//
//	balance + hash-type lines -> Method --NewTable--> Table   (immutable; a new one whenever states or weights change)
//	                                    --NewPicker-> Picker  (one a loop; owns the rotation)
//	Picker.Pick(table, request) -> index of a server, or None
//
// # Invariants
//
// A Table never changes, so any loop may read it without a lock. A Picker belongs to one loop. What several loops must
// agree on (the live load of a server) is asked from the caller through Servers, and what a key is made of through
// Parts; neither is copied.
//
// A pick allocates nothing. The same key over the same Table gives the same server on every loop, in every process,
// and in HAProxy.
//
// Each algorithm is one file that registers itself; nothing else lists them.
package balance
