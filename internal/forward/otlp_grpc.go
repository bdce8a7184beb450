package forward

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A call of gRPC with one message each way is a POST over HTTP/2: its body is the message behind a byte, which says
// whether it is compressed, and its length; what became of it stands in fields behind the answer's body, or in its head when
// there is none.

// onlyHTTP2 has a client speak HTTP/2 alone, also without TLS.
func (c *client) onlyHTTP2() {
	p := new(http.Protocols)
	p.SetHTTP2(true)
	p.SetUnencryptedHTTP2(true)
	c.http.Transport.(*http.Transport).Protocols = p
}

// frameHead is how long the part of a gRPC body is that stands before the message.
const frameHead = 5

// overGRPC sends a request over gRPC.
func (x *otlp) overGRPC(ctx context.Context, m *message, body []byte) verdict {
	header := append(sequence(m), "Content-Type", "application/grpc+proto", "Te", "trailers", "Grpc-Accept-Encoding", "gzip,identity")
	frame := make([]byte, frameHead, frameHead+len(body))
	if !x.plain {
		frame[0], body, header = 1, zipped(body), append(header, "Grpc-Encoding", "gzip")
	}
	binary.BigEndian.PutUint32(frame[1:], uint32(len(body)))
	a, v := x.post(ctx, x.url, append(frame, body...), header...)
	return grpcVerdict(&a, v, len(m.parts))
}

// grpcVerdict judges the answer to a call.
func grpcVerdict(a *answer, v verdict, points int) verdict {
	if a.status/100 != 2 {
		return v
	}
	end := a.trailer
	if end.Get("Grpc-Status") == "" {
		end = a.header
	}
	code, err := strconv.Atoi(end.Get("Grpc-Status"))
	if err != nil {
		return verdict{err: errNoStatus}
	}
	if code == 0 {
		return responseVerdict(a.body, points)
	}
	said, err := url.PathUnescape(end.Get("Grpc-Message"))
	if err != nil {
		said = end.Get("Grpc-Message")
	}
	after, asked := retryInfo(end.Get("Grpc-Status-Details-Bin"))
	e := &grpcError{code: code, said: said[:min(len(said), maxSaid)]}
	e.means = e.meaning(asked)
	return verdict{err: e, after: after}
}

var errNoStatus = errors.New("the answer has no grpc-status: it is no receiver of gRPC")

// responseVerdict judges the body of a call that went well.
func responseVerdict(body []byte, points int) verdict {
	message, ok := unframed(body)
	if !ok {
		return verdict{err: fmt.Errorf("the answer is no confirmation: %q", body[:min(len(body), maxSaid)])}
	}
	said, err := readPartial("", message)
	if err != nil {
		return verdict{err: fmt.Errorf("the answer is no confirmation: %w", err)}
	}
	return said.verdict(points)
}

// unframed returns the message of a body, and whether there is one. Servers compress their answers as the request was.
func unframed(body []byte) (message []byte, ok bool) {
	if len(body) < frameHead || body[0] > 1 || uint64(binary.BigEndian.Uint32(body[1:])) != uint64(len(body)-frameHead) {
		return nil, false
	}
	if body[0] == 0 {
		return body[frameHead:], true
	}
	plain, err := gzip.NewReader(bytes.NewReader(body[frameHead:]))
	if err != nil {
		return nil, false
	}
	message, err = io.ReadAll(io.LimitReader(plain, maxAnswer))
	return message, err == nil
}

// The codes of gRPC that are told from others, see meaning.
const (
	grpcCanceled, grpcDeadline, grpcNotFound, grpcDenied          = 1, 4, 5, 7
	grpcExhausted, grpcAborted, grpcOutOfRange, grpcUnimplemented = 8, 10, 11, 12
	grpcUnavailable, grpcDataLoss, grpcUnauthenticated            = 14, 15, 16
)

// A grpcError is a call that did not go well, with what it amounts to: errRefused, errTooLarge or, when it is temporary, nil.
type grpcError struct {
	code  int
	said  string
	means error
}

// meaning returns what a code amounts to by the specification of OTLP, where asked says that the receiver asks for the
// message again. What the receiver's owner can mend is temporary too: a token, a service that is not turned on.
func (e *grpcError) meaning(asked bool) error {
	switch e.code {
	case grpcCanceled, grpcDeadline, grpcAborted, grpcOutOfRange, grpcUnavailable, grpcDataLoss,
		grpcUnauthenticated, grpcDenied, grpcNotFound, grpcUnimplemented:
		return nil
	case grpcExhausted:
		if asked {
			return nil
		}
		if strings.Contains(e.said, "larger than max") || strings.Contains(e.said, "exceeds maximum") {
			return errTooLarge
		}
	}
	return errRefused
}

// Error quotes what was said, which came from outside.
func (e *grpcError) Error() string {
	text := fmt.Sprintf("grpc-status %d: %q", e.code, e.said)
	if e.means != nil {
		text = e.means.Error() + " with " + text
	}
	return text
}

// Unwrap returns what it amounts to.
func (e *grpcError) Unwrap() error { return e.means }

// retryInfo reads how long the receiver asks to be left alone, from a google.rpc.Status in base64, and whether it says so.
func retryInfo(text string) (after time.Duration, asked bool) {
	status, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil || !wellFormed(status) {
		return 0, false
	}
	for field, detail := range fields(status) {
		if kind, _ := valueOf(detail, anyType); field != statusDetails || string(kind) != retryInfoType {
			continue
		}
		info, _ := valueOf(detail, anyValue)
		delay, _ := valueOf(info, retryDelay)
		seconds, nanos := numberOf(delay, durationSeconds), numberOf(delay, durationNanos)
		return min(time.Duration(min(seconds, uint64(longestAfter/time.Second)))*time.Second+time.Duration(min(nanos, 1e9)), longestAfter), true
	}
	return 0, false
}

// numberOf returns a field of a message that is a number without a sign, 0 without one.
func numberOf(m []byte, field int) uint64 {
	value, _ := valueOf(m, field)
	n, _ := binary.Uvarint(value)
	return n
}
