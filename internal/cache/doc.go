// Package cache keeps responses in memory, for all loops, and hands them out again (RFC 9111). It knows no HTTP: a
// response is a head and a body, found by a key and by the variant that a request can take.
//
//	Begin ─▶ Object (being filled) ─ Append ... ─ Commit ─▶ found by Lookup ─▶ Release
//	                   └─ Abandon                              └─ expires, is dropped or replaced
//
// Invariants:
//   - The bytes of all objects, those being filled and those still being read included, are never more than the size.
//   - What a Lookup gave does not change and is not reused before its Release.
//   - The index is split by key: a look-up holds the lock of one part of it, for a few instructions. Nothing here parks.
//   - Who needs room drops the objects that were asked for least recently, none that is being read.
package cache
