package forward

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of ExportMetricsServiceResponse and of google.rpc.Status.
const (
	responsePartial                = 1
	partialRejected, partialWhy    = 1, 2
	statusMessage, statusDetails   = 2, 3
	anyType, anyValue              = 1, 2
	retryDelay                     = 1
	durationSeconds, durationNanos = 1, 2
	protobufContent, jsonContent   = "application/x-protobuf", "application/json"
	retryInfoType                  = "type.googleapis.com/google.rpc.RetryInfo"
)

// otlpVerdict judges an answer over HTTP with the help of what the receiver says in it. Of a server's failures the protocol
// has only some repeated; the others are about the message.
func otlpVerdict(a *answer, v verdict, points int) verdict {
	content, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	if a.status/100 == 2 {
		said, err := readPartial(content, a.body)
		if err != nil {
			v.err = fmt.Errorf("the answer is no confirmation: %w", &statusError{a.status, a.body[:min(len(a.body), maxSaid)], nil})
			return v
		}
		return said.verdict(points)
	}
	var status *statusError
	if !errors.As(v.err, &status) {
		return v
	}
	if content == protobufContent {
		status.said = textOf(a.body, statusMessage)
	}
	switch {
	case a.status == http.StatusBadGateway, a.status == http.StatusServiceUnavailable, a.status == http.StatusGatewayTimeout:
	case a.status/100 == 5:
		status.means = errRefused
	}
	return v
}

// A partial is what a receiver says of data points that it did not take: how many, not which.
type partial struct {
	rejected int64
	why      string
}

// verdict judges a request with that many data points that was taken, but for some of them.
func (p *partial) verdict(points int) (v verdict) {
	if p.rejected > 0 {
		v.lost = lost{int(min(p.rejected, int64(points))), fmt.Sprintf("the receiver took all but %d of %d data points: %q", p.rejected, points, p.why)}
	}
	return v
}

var errNoResponse = errors.New("it is no ExportMetricsServiceResponse")

// readPartial reads an ExportMetricsServiceResponse, in protobuf or, where the receiver says so, in JSON.
func readPartial(content string, body []byte) (p partial, err error) {
	if content == jsonContent {
		return readPartialJSON(body)
	}
	inner, ok := valueOf(body, responsePartial)
	if !ok || !wellFormed(inner) {
		return p, errNoResponse
	}
	for field, value := range fields(inner) {
		switch field {
		case partialRejected:
			n, _ := binary.Uvarint(value)
			p.rejected = int64(n)
		case partialWhy:
			p.why = string(value[:min(len(value), maxSaid)])
		}
	}
	return p, nil
}

// readPartialJSON reads a response in JSON, where numbers of 64 bits may be texts.
func readPartialJSON(body []byte) (p partial, err error) {
	var said struct {
		PartialSuccess struct {
			RejectedDataPoints json.RawMessage `json:"rejectedDataPoints"`
			ErrorMessage       string          `json:"errorMessage"`
		} `json:"partialSuccess"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return p, errNoResponse
	}
	p.why = said.PartialSuccess.ErrorMessage[:min(len(said.PartialSuccess.ErrorMessage), maxSaid)]
	if n := said.PartialSuccess.RejectedDataPoints; len(n) > 0 {
		text, err := strconv.Unquote(string(n))
		if err != nil {
			text = string(n)
		}
		if p.rejected, err = strconv.ParseInt(text, 10, 64); err != nil {
			return p, errNoResponse
		}
	}
	return p, nil
}

// valueOf returns the last value of a field of a message, empty without one, and whether the message can be read.
func valueOf(m []byte, field int) (value []byte, ok bool) {
	if !wellFormed(m) {
		return nil, false
	}
	for f, v := range fields(m) {
		if f == field {
			value = v
		}
	}
	return value, true
}

// textOf returns a field of a message, what is told of the message itself when it cannot be read.
func textOf(m []byte, field int) []byte {
	text, ok := valueOf(m, field)
	if !ok {
		text = m
	}
	return text[:min(len(text), maxSaid)]
}

// wellFormed reports whether bytes are a message.
func wellFormed(m []byte) bool {
	for len(m) > 0 {
		_, _, n := protowire.ConsumeField(m)
		if n < 0 {
			return false
		}
		m = m[n:]
	}
	return true
}
