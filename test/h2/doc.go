// Package h2 has the HTTP/2 servers that stand behind a gateway under test, in clear text or over TLS.
//
// A [Server] behaves: it is net/http's, so another implementation than the gateway's says what is right. What it answers
// is chosen by the path of the request, see [Server]. A [Rogue] does not: the path of a request names one of its [Tricks],
// which it then plays on the frames of the connection.
//
//	gateway ── preface, HEADERS ─▶ Rogue ── trick ─▶ frames that no server should send
//
// Stop leaves no goroutine and no socket.
package h2
