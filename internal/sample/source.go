package sample

import (
	"fmt"
	"math/bits"
	"strings"
)

// Point is a set of places in the life of a connection where an expression may be evaluated.
type Point uint32

// The places, in the order in which traffic meets them.
const (
	AtTCPConn        Point = 1 << iota // tcp-request connection
	AtTCPSess                          // tcp-request session
	AtTCPReq                           // tcp-request content of a frontend
	AtHTTPReq                          // http-request of a frontend
	AtUseBackend                       // use_backend
	AtTCPReqBackend                    // tcp-request content of a backend
	AtHTTPReqBackend                   // http-request of a backend
	AtBalance                          // balance, use-server, stick match and on
	AtConnect                          // source, sni and the like of a server
	AtTCPResBackend                    // tcp-response content of a backend
	AtHTTPResBackend                   // http-response of a backend
	AtStickStore                       // stick store-response
	AtTCPRes                           // tcp-response content of a frontend
	AtHTTPRes                          // http-response of a frontend, http-after-response
	AtLog                              // log-format and its like
	AtCheck                            // health checks
	AtCLI                              // the Runtime API
	AtConfig                           // while the configuration is read
	AtGateway                          // texts about the gateway itself, made again and again beside its traffic
	numPoints        = iota
)

// pointNames are what messages call the points.
var pointNames = [numPoints]string{
	"frontend tcp-request connection rule", "frontend tcp-request session rule", "frontend tcp-request content rule",
	"frontend http-request header rule", "frontend use-backend rule", "backend tcp-request content rule",
	"backend http-request header rule", "backend use-server, balance or stick-match rule", "server source selection",
	"backend tcp-response content rule", "backend http-response header rule", "backend stick-store rule",
	"frontend tcp-response content rule", "frontend http-response header rule", "logs", "health check", "Runtime API",
	"configuration", "text about the gateway itself",
}

// String returns what messages call the first of the points.
func (p Point) String() string { return pointNames[bits.TrailingZeros32(uint32(p))] }

// between returns the points from one to another.
func between(from, to Point) Point { return to<<1 - from }

// Source is a set of things an expression draws from. A fetch is usable at a Point where at least one of its
// sources is there.
type Source uint32

// The sources. The ...Head ones are the live message and are gone when the log is written; the ...Meta ones are
// what is remembered of it.
const (
	Constant   Source = 1 << iota // known without any traffic
	Internal                      // the process and its objects
	Client4                       // the client's connection
	Client5                       // the client's session: TLS, PROXY protocol
	Front                         // counters and settings of the frontend
	ReqBuffer                     // raw bytes of the request
	ReqHead                       // head of the request
	ReqBody                       // body of the request
	ReqMeta                       // what is remembered of the request, its totals included
	Back                          // the backend
	Picked                        // the chosen server
	Server4                       // the server's connection
	Server5                       // the server's session
	ResBuffer                     // raw bytes of the response
	ResHead                       // head of the response
	ResBody                       // body of the response
	ResMeta                       // what is remembered of the response, its totals included
	SessEnd                       // totals of the session
	numSources = iota
)

// sources says what messages call each source and where it is there.
var sources = [numSources]struct {
	name string
	at   Point
}{
	{"constants", 1<<numPoints - 1},
	{"internal state", between(AtTCPConn, AtCLI)},
	{"client connection", between(AtTCPConn, AtCheck)},
	{"client session", between(AtTCPSess, AtLog)},
	{"frontend", between(AtTCPConn, AtLog)},
	{"request buffer", between(AtTCPReq, AtConnect)},
	{"HTTP request headers", between(AtTCPReq, AtConnect)},
	{"HTTP request body", between(AtTCPReq, AtConnect)},
	{"HTTP request meta-data", between(AtTCPReq, AtLog)},
	{"backend", between(AtTCPReqBackend, AtCheck)},
	{"chosen server", between(AtConnect, AtCheck)},
	{"server connection", between(AtTCPResBackend, AtCheck)},
	{"server session", between(AtTCPResBackend, AtCheck)},
	{"response buffer", between(AtTCPResBackend, AtHTTPRes) | AtCheck},
	{"HTTP response headers", between(AtTCPResBackend, AtHTTPRes) | AtCheck},
	{"HTTP response body", between(AtTCPResBackend, AtHTTPRes) | AtCheck},
	{"HTTP response meta-data", between(AtTCPResBackend, AtCheck)},
	{"session totals", AtLog},
}

// String returns what messages call the sources, with commas between.
func (s Source) String() string {
	var names []string
	for ; s != 0; s &= s - 1 {
		names = append(names, sources[bits.TrailingZeros32(uint32(s))].name)
	}
	return strings.Join(names, ",")
}

// At returns the points where at least one of the sources is there.
func (s Source) At() (p Point) {
	for ; s != 0; s &= s - 1 {
		p |= sources[bits.TrailingZeros32(uint32(s))].at
	}
	return p
}

// allows returns an error when f can never have a value where env compiles for. An Env without a point allows all.
func (env *Env) allows(f *Fetch) error {
	if env.At == 0 || f.Points()&env.At != 0 {
		return nil
	}
	return fmt.Errorf("fetch method '%s' extracts information from '%v', none of which is available here", f.Name, f.Needs)
}
