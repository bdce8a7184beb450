package proxy

import (
	"metergate/internal/compress"
	"metergate/internal/conf"
)

// Compression is what a section says of compression. The settings of a backend come before those of the frontend, one
// by one. nil compresses nothing.
type Compression struct {
	Requests, Responses bool // what is compressed
	Offload             bool // servers do not hear what clients accept
	Response, Request   Packing
}

// Packing is how the messages of one direction are compressed.
type Packing struct {
	Algorithms []compress.Algorithm // the preferred one first
	Types      []string             // beginnings of media types; none is all
	MinSize    int64                // of the body, where it is known
}

// compression reads the lines of a section.
func (c *compiler) compression(b *conf.Bag) *Compression {
	z := &Compression{
		Offload:  dirCompOffload.Or(b, false),
		Response: Packing{MinSize: dirCompMinRes.Or(b, 0)},
		Request:  Packing{MinSize: dirCompMinReq.Or(b, 0)},
	}
	for _, key := range []*conf.ListKey[[]compress.Algorithm]{dirCompAlgo, dirCompAlgoRes} {
		z.Response.Algorithms = gather(z.Response.Algorithms, key, b)
	}
	if a, ok := dirCompAlgoReq.Get(b); ok {
		z.Request.Algorithms = []compress.Algorithm{a}
	}
	z.Response.Types = gather(gather(nil, dirCompType, b), dirCompTypeRes, b)
	z.Request.Types = gather(nil, dirCompTypeReq, b)
	z.Requests, z.Responses = compDirections(b)
	if len(z.Response.Algorithms)+len(z.Request.Algorithms) == 0 {
		return nil
	}
	return z
}

// compDirections returns what is compressed: what the filters of the section are for, else what its lines say.
func compDirections(b *conf.Bag) (requests, responses bool) {
	requests, responses = filterCompReq.Or(b, false), filterCompRes.Or(b, false)
	if requests || responses {
		return requests, responses
	}
	way := dirCompDirection.Or(b, "response")
	return way != "response", way != "request"
}

// gather joins the words of all lines.
func gather[T any](list []T, key *conf.ListKey[[]T], b *conf.Bag) []T {
	for _, line := range key.All(b) {
		list = append(list, line.Value...)
	}
	return list
}

// allowsCompression reports whether a message more may be compressed, as far as the limits of the process go.
func (l *lane) allowsCompression() bool {
	g := l.gateway
	if l.load > g.Global.CompressCPU {
		return false
	}
	limit := g.Global.Rates.Comp.Load()
	return limit <= 0 || gwCompIn.PerSecond(g.Process.Set, l.loop.Now()/1e6) <= float64(limit)
}
