package sample

// Point is a set of places in the life of a connection where an expression may be evaluated.
type Point uint32

// The places, in the order in which traffic meets them.
const (
	AtTCPConn Point = 1 << iota
	AtTCPSess
	AtTCPReq
	AtHTTPReq
	AtHTTPReqBody
	AtUseBackend
	AtTCPReqBackend
	AtHTTPReqBackend
	AtHTTPReqBodyBackend
	AtBalance
	AtConnect
	AtTCPResBackend
	AtHTTPResBackend
	AtHTTPResBodyBackend
	AtStickStore
	AtTCPRes
	AtHTTPRes
	AtHTTPResBody
	AtLog
	AtCheck
	AtCLI
	AtConfig
	numPoints = iota
)

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
	ReqMeta                       // what is remembered of the request's head
	ReqBody                       // body of the request
	Back                          // the chosen backend
	Server4                       // the server's connection
	Server5                       // the server's session
	ResBuffer                     // raw bytes of the response
	ResHead                       // head of the response
	ResMeta                       // what is remembered of the response's head
	ResBody                       // body of the response
	ReqEnd                        // totals of the request
	ResEnd                        // totals of the response
	TxnEnd                        // totals of the transaction
	SessEnd                       // totals of the session
	numSources = iota
)
