package proxy

import (
	"net/netip"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// FrontendOptions are the switches of a frontend that the life of a request asks for.
type FrontendOptions struct {
	Keep          KeepAlive
	IgnoreProbes  bool // option http-ignore-probes
	DontLogNull   bool // option dontlognull
	LogASAP       bool // option logasap
	UnsafeRequest bool // option accept-unsafe-violations-in-http-request
	TCPKeepAlive  bool // option clitcpka, option tcpka
	NoLinger      bool // option nolinger
	SocketStats   bool // option socket-stats
	AbortOnClose  bool // option abortonclose
	ForwardFor    *ForwardFor
	OriginalTo    *ForwardFor  // option originalto
	Names         NamePolicy   // option http-restrict-req-hdr-names
	BufferRequest bool         // option http-buffer-request
	Independent   bool         // option independent-streams
	Casing        http1.Casing // of h1-case-adjust, nil without option h1-case-adjust-bogus-client
	MaxHeld       int          // max-session-srv-conns, -1 for no bound
	Splices       Splices
}

// BackendOptions are the switches of a backend that the life of a request asks for.
type BackendOptions struct {
	Keep           KeepAlive
	AbortOnClose   bool // option abortonclose
	UnsafeResponse bool // option accept-unsafe-violations-in-http-response
	AllBackups     bool // option allbackups
	PreferLast     bool // option prefer-last-server
	Persist        bool // option persist
	PretendKeep    bool // option http-pretend-keepalive
	TCPKeepAlive   bool // option srvtcpka, option tcpka
	NoLinger       bool // option nolinger
	ForwardFor     *ForwardFor
	OriginalTo     *ForwardFor // option originalto
	Forwarded      *Forwarded  // option forwarded
	Names          NamePolicy  // option http-restrict-req-hdr-names
	BufferRequest  bool        // option http-buffer-request
	Reuse          Reuse
	CheckCache     bool         // option checkcache
	Casing         http1.Casing // of h1-case-adjust, nil without option h1-case-adjust-bogus-server
	Independent    bool         // option independent-streams
	NameHeader     []byte       // of http-send-name-header, lower case; nil for none
	MaxKeepQueue   int          // max-keep-alive-queue, negative for no bound
	Splices        Splices
}

// KeepAlive says what happens to connections between two requests. Of a frontend's and a backend's setting the
// larger one holds.
type KeepAlive uint8

// The connection modes of HTTP.
const (
	KeepAliveBoth KeepAlive = iota // option http-keep-alive, the default
	ServerClose                    // option http-server-close
	Close                          // option httpclose
)

// Reuse says which requests may travel on an idle server connection (keyword http-reuse).
type Reuse uint8

// The modes of http-reuse.
const (
	ReuseSafe       Reuse = iota // the first request of a client connection never does
	ReuseNever                   // none
	ReuseAggressive              // first requests too, on connections that were reused before
	ReuseAlways                  // all
)

// ForwardFor is option forwardfor: the header that tells the origin who asked.
type ForwardFor struct {
	Header string // lower case
	Except []netip.Prefix
	IfNone bool
}

// RetryPolicy says what is tried again, how often, and when another server is chosen.
type RetryPolicy struct {
	// Retries is how many attempts follow the first.
	Retries int
	// On holds the failures after which a request is tried again.
	On RetryOn
	// Statuses are the status codes after which a request is tried again.
	Statuses []int
	// Redispatch is whether a retry may change server; Interval is the value of option redispatch (0 when off).
	Redispatch bool
	Interval   int
}

// RetryOn is a set of failures of keyword retry-on.
type RetryOn uint16

// The failures after which a request may be tried again.
const (
	RetryConnFailure RetryOn = 1 << iota
	RetryEmptyResponse
	RetryJunkResponse
	RetryResponseTimeout
	Retry0RTTRejected
	RetryStatus
)

// A Switch is one use_backend line: a backend of that name, or the name a format gives, when its condition holds.
type Switch struct {
	Back *Backend // nil for one that is disabled
	// Name computes the backend's name from the request; nil when Back is known.
	Name *sample.Format
	Cond *sample.Cond
}
