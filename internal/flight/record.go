package flight

import (
	"metergate/internal/metric"
)

// A Record is one request that ended, or, where End is 0, one that is still running.
type Record struct {
	// Trace is the id by which exemplars and traces know the request, Stream its number in this process.
	Trace  metric.TraceID
	Stream uint64
	// End is the time of day of its end, ns since 1970.
	End int64

	Frontend, Backend, Server, Operation, Consumer string
	// Client is the address of the client, Method and Target what it asked for; values of parameters are masked.
	Client, Method, Target string
	// Status is the status sent to the client, 0 or -1 for none. Ending is the beginning of the termination state.
	Status int
	Ending string

	Times Times
	// Retries are the attempts after the first; Redispatched says that the last one went to another server.
	Retries      int
	Redispatched bool
	// ServerQueue and BackendQueue are how many requests were served before this one while it waited for its server, and
	// for any server.
	ServerQueue, BackendQueue int
	// In and Out are the bytes of the request and of the response on the client's side.
	In, Out int64
	// Doing is what a running request waits for.
	Doing string
	// Headers are the fields that record-header names.
	Headers []Header
}

// Times are how long the phases took, in ns, -1 for one that was not reached: from the first byte of the request to the end
// of its head, in queues, to connect, to the head of the response, to the end of the response; and all of them together.
// Retry is what went into attempts that failed and the waits after them, -1 where the first was good; queues and connecting
// are without it, as in the distributions.
type Times struct{ Request, Queue, Connect, Retry, Response, Data, Total int64 }

// A Header is a field of the request, or of the response.
type Header struct {
	Name, Value string
	Response    bool
}

// Bounds of a record.
const (
	// MaxText bounds a single text of a record, and MaxHeaders how many fields it holds.
	MaxText    = 512
	MaxHeaders = 16
	// maxHeaderText bounds the value of a field.
	maxHeaderText = 256
)

// Text returns a text that a record may hold: a copy, cut to MaxText.
func Text(b []byte) string { return string(b[:min(len(b), MaxText)]) }

// AddHeader adds a field, its value cut and masked where it is a secret.
func (r *Record) AddHeader(name string, value []byte, response bool) {
	if len(r.Headers) >= MaxHeaders {
		return
	}
	text := mask(name, value)
	r.Headers = append(r.Headers, Header{name, string(text[:min(len(text), maxHeaderText)]), response})
}
