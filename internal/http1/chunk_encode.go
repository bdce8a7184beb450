package http1

import "strconv"

// MaxChunkHead is the most that AppendChunkHead appends.
const MaxChunkHead = 18

// AppendChunkHead appends the line before a chunk of n bytes, which must not
// be 0. The payload follows, and then ChunkTail.
func AppendChunkHead(dst []byte, n int) []byte {
	return append(strconv.AppendUint(dst, uint64(n), 16), "\r\n"...)
}

// ChunkTail is the line end behind a chunk's payload.
const ChunkTail = "\r\n"

// AppendLastChunk appends the end of a chunked body with these trailer lines
// (Trailer.Lines), perhaps none.
func AppendLastChunk(dst, trailers []byte) []byte {
	dst = append(dst, "0\r\n"...)
	return append(append(dst, trailers...), "\r\n"...)
}
