// Package http2 is the HTTP/2 codec of connections to servers (RFC 9113): bytes in, bytes out, no sockets.
//
// The rest of the gateway speaks of messages in the form of HTTP/1: rules, caches, packers, logs and checks know no other.
// So a Client stands between two streams of bytes and turns one into the other:
//
//	request as HTTP/1 ──Encode──▶ HEADERS, DATA ──▶ wire
//	response as HTTP/1 ◀──Decode── HEADERS, DATA, trailers ◀── wire
//	                               SETTINGS, PING, WINDOW_UPDATE, ... answered on the way
//
// Invariants:
//   - A connection carries one request at a time, the next one after the last. What breaks a request off breaks its
//     connection off.
//   - Fields are checked before they become HTTP/1: no CR, LF or NUL, no upper case, no pseudo field but a first and single
//     :status, nothing that concerns one connection, no body of another length than was announced. What fails is an *Error,
//     and nothing of the field is ever in the output.
//   - A body is told by its content-length or in chunks; an answer that was broken off is never a whole one.
//   - Everything is bounded: frames by SETTINGS_MAX_FRAME_SIZE, heads by Options, bodies by the windows that are granted as
//     the reader takes them, frames that bring nothing by a budget, requests that the server does not take by who writes
//     them (Held).
//   - Nothing is known of time: whoever waits has the deadlines.
package http2
