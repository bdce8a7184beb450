// Package compress makes bodies of messages smaller while they pass: gzip, deflate with and without its wrapper, and,
// beyond what the reference knows, Brotli and Zstandard.
//
//	Accept-Encoding ─ Choice.Offer ─▶ Algorithm ─ Pool.Get ─▶ Encoder ─ Add, Flush, Finish ─▶ Out
//	                                                 ▲─────────── Pool.Put ──────────┘
//
// Invariants:
//   - A Pool and its encoders belong to one loop; nothing here is locked, parks or starts a goroutine.
//   - The memory of an encoder is bounded whatever passes through it, and is used again for the next message: in steady
//     state a piece of a body costs no allocation.
//   - What was added before a Flush can be read by the other side once it has Out.
package compress
