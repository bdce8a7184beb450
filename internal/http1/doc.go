// Package http1 is the HTTP/1 codec: bytes in, messages out, no sockets.
//
// A head is scanned once on the caller's view of its receive buffer and copied
// once into a buffer that the message owns, so it outlives parks, retries and
// edits of the rules. All positions are offsets: an edit may grow the buffer.
//
//	view --Request.Parse--> Request (owned copy) --edits--> AppendRequest --> wire
//	view --Response.Parse-> Response              --edits--> AppendResponse -> wire
//	view --ChunkDecoder.Next--> payload spans, trailers --> AppendChunkHead... --> wire
//
// Invariants:
//   - Parse and Next consume whole units only and never more than they were
//     given; splitting the input differently never changes the result.
//   - Received framing is never relayed: the message says what its body is
//     (Framing) and the emitters write exactly one content-length or one
//     transfer-encoding of their own, where the received one stood.
//   - Fields that a Connection token nominates are gone before rules see the
//     head, so that rules judge what the next hop will get.
//   - A lone LF ends a line of a head, as RFC 9112 section 2.2 allows and the
//     reference does; in chunk framing and trailers it is an error.
//   - What RFC 9110 and 9112 forbid is an *Error with the status to answer, the
//     position and a short reason. Lenient restores what HAProxy's option
//     accept-unsafe-violations-* restores, and never an ambiguous framing.
//   - Nothing is allocated in steady state: heads, fields and errors are reused.
package http1
