package metric

import (
	"iter"
	"sync/atomic"
)

// An Object is something that has metrics: a frontend, listener, backend, server, the process, a stick table, a table store, an operation, a
// consumer, or the use that a consumer makes of an operation.
type Object interface {
	// MetricKind says which columns apply.
	MetricKind() Kind
	// MetricSet returns the object's counters; nil when it has none, which reads as zeros.
	MetricSet() *Set
	// MetricIdent returns the names of the object, always the same pointer.
	MetricIdent() *Ident
}

// Ident is how outputs name an object. It does not change after the first output.
type Ident struct {
	// Proxy is the name of the proxy, Name that of the listener, server, operation or consumer ("FRONTEND", "BACKEND" on
	// those rows).
	Proxy, Name string
	// Consumer is the consumer of a use, whose Name is that of the operation.
	Consumer string
	// KeyType is the type of the keys of a stick table.
	KeyType string
	// Desc is the description of the proxy, empty without.
	Desc string
	// IID and SID are the numeric ids of the proxy and of the listener or server in it.
	IID, SID int
	// TCP marks an object of a proxy that does not speak HTTP: columns of HTTP metrics are empty there.
	TCP bool

	rendered atomic.Value
}

// Labels yields the labels that name the object to an exporter, the description of the proxy aside.
func (id *Ident) Labels(k Kind) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		switch k {
		case KindProcess:
			return
		case KindTable:
			_ = yield("name", id.Name) && yield("type", id.KeyType)
			return
		case KindNameserver:
			_ = yield("resolver", id.Proxy) && yield("nameserver", id.Name)
			return
		case KindStore:
			yield("store", id.Name)
			return
		case KindForward:
			yield(k.String(), id.Name)
			return
		}
		if !yield("proxy", id.Proxy) {
			return
		}
		switch k {
		case KindServer, KindListener, KindOperation, KindConsumer:
			yield(k.String(), id.Name)
		case KindUse:
			_ = yield(KindOperation.String(), id.Name) && yield(KindConsumer.String(), id.Consumer)
		}
	}
}

// Rendered returns what the encoders derive from the names (escaped labels, prefixes of lines), made at the first use.
func (id *Ident) Rendered(k Kind, render func(Kind, *Ident) any) any {
	if r := id.rendered.Load(); r != nil {
		return r
	}
	id.rendered.CompareAndSwap(nil, render(k, id))
	return id.rendered.Load()
}

// View is a question put to the table: the moment it is asked at, and how much may be shown. It serves one rendering at
// a time.
type View struct {
	// Now is the clock of the loops, in ns.
	Now int64
	// Legends shows addresses, cookies and algorithms: the asker is an operator, or the page has show-legends.
	Legends bool
	// Hide leaves out servers by state. Backends then show how many are left.
	Hide Hide
	// Beside, where it is there, has a say in all that was counted.
	Beside Beside

	percentiles percentileMemo
}

// Millis returns the moment in ms.
func (v *View) Millis() int64 { return v.Now / 1e6 }

// Hide says which servers a view leaves out.
type Hide uint8

// What can be hidden.
const (
	HideNone  Hide = iota
	HideMaint      // servers in maintenance (no-maint)
	HideDown       // servers that are down or in maintenance (up)
)

// A Hider is an object that a view can leave out.
type Hider interface {
	MetricHidden(h Hide) bool
}

// Hidden reports whether the view leaves the object out.
func Hidden(o Object, h Hide) bool {
	if h == HideNone {
		return false
	}
	x, ok := o.(Hider)
	return ok && x.MetricHidden(h)
}
