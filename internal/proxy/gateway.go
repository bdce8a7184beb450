package proxy

import (
	"sync"
	"sync/atomic"
	"time"

	"metergate/internal/cache"
	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/resolve"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/syslog"
	"metergate/internal/usage"
)

// A Gateway is one configuration, compiled: all that serves traffic.
type Gateway struct {
	Global  *Global
	Loops   *netio.Group
	Process *Process
	// Info is what `show info` reports; it is set before anything listens.
	Info *Info
	// Heavy runs what must not run on a loop: the rendering of services.
	Heavy *netio.Pool
	// Matchers run searches for regular expressions that may take long.
	Matchers *netio.Pool
	// Long runs the steps of long services; nil has Heavy run them.
	Long *netio.Pool

	// Credentials are the certificates.
	Credentials *Credentials
	nameservers []*nameserver // the rows of Resolvers

	// Lists are the lists of patterns that ACLs and maps compare with.
	Lists sample.Lists

	// Logs are the destinations of log lines. Whoever ends the process closes them, so that nothing is lost.
	Logs syslog.Outputs

	// Rings are the sections ring, in the order of the configuration.
	Rings []*syslog.Ring

	// Resolvers are the sections resolvers, in the order of the configuration.
	Resolvers []*resolve.Resolver

	// Announce tells the operator of a change, with a syslog level. It is called on loops and must not block.
	Announce func(severity int, line string)

	// Observe takes each of these changes, with what it is about. It is called on loops and must not block.
	Observe func(Change)

	// CloseSpread is the time over which a soft stop closes the idle connections; 0 is at once.
	CloseSpread time.Duration

	homes    atomic.Uint64 // given out
	changing sync.Mutex    // held while a server or a backend is added or removed; never on a loop
	lanes    []*lane       // one a loop
	parts    []any         // see Attach
	drained  chan struct{}
	roster   atomic.Pointer[roster]
	// carried is what a stats-file tells, until the start.
	carried carried
	// guids are the holders of GUIDs.
	guids map[string]holder
	// departed is what backends that were removed had counted for the process (column reqbout).
	departed atomic.Uint64
	// origins are what backends that are added can inherit from, and lastID the number of the last one; heirs say of
	// which kind those are that inherit rules of a defaults section. All under changing.
	origins *conf.File
	lastID  int
	heirs   map[*conf.Section]string
	// declared are the proxies of the configuration in its order; disabled are the backends that it leaves out.
	declared  []*Proxy
	disabled  map[string]*Backend
	catalogs  []*catalog  // the sections of operations
	veil      *usage.Veil // of secret names of consumers
	tables    map[string]*Table
	tableList []*Table
	peers     []*PeerGroup
	stores    []*TableStore
	userlists map[string]*Userlist
	profiles  map[string]*logProfile
	// profilesAsked are those that rules name; profilesShowServer says that one shows an end of a server's connection.
	profilesAsked      map[*logProfile]bool
	profilesShowServer bool

	logForwards []*logForward
	sinks       []*debugSink // that converter debug writes to
	names       *netio.Pool  // puts the questions of rules to resolvers

	caches    map[string]*cache.Cache
	cacheList []*cache.Cache
	// errorSections are the pages of the sections http-errors, by name and status.
	errorSections map[string]map[int]*rule.Reply
	errCodes      statusCodes // that stick tables count as errors of clients
	failCodes     statusCodes // and as failures of servers
	marks         int         // entries that a connection or a request can track at once
}

// Global holds what the sections global say of the gateway as a whole.
type Global struct {
	Bag         *conf.Bag
	Node        string
	Description string
	// Gate bounds the client connections over all frontends (maxconn); HardMaxconn is what it may be raised to.
	Gate        *netio.Gate
	HardMaxconn int
	// TLSGate bounds those of them that are encrypted (maxsslconn).
	TLSGate *netio.Gate
	Limits  Limits
	Rates   Rates
	// NoVerify says that no certificate of a server is verified (-dV).
	NoVerify bool
	// Casing is how headers are spelled in proxies that ask for it (h1-case-adjust).
	Casing http1.Casing
	// NoSplice says that the kernel is to move no bodies by itself (-dS).
	NoSplice bool
	// CompressCPU is the load of a loop in percent up to which it compresses further messages.
	CompressCPU int
}

// Process is what `show info` reports about: the counters of the whole process, and when it started.
type Process struct {
	Set *metric.Set
	// Start is the wall clock at start, ns since 1970.
	Start int64
	// Begun is the same moment on the clock of the loops.
	Begun int64
	// Stopping is true from the soft stop on.
	Stopping atomic.Bool
	// LogsLost counts the log lines that were dropped.
	LogsLost atomic.Uint64
}

// A Proxy is one section frontend, backend or listen. A listen section has both halves, which share its name and
// its id.
type Proxy struct {
	Name        string
	GUID        string // empty without
	ID          int
	Description string
	Mode        Mode
	Disabled    bool // the configuration leaves it out: it has a number, and nothing of it starts
	Bag         *conf.Bag
	Pos         conf.Pos
	Front       *Frontend
	Back        *Backend
	// Rules are the rulesets of the section, those of its defaults included.
	Rules Rules
	// Pages are the section's error pages by status; the built-in ones hold for the rest.
	Pages map[int]*rule.Reply
	// Log takes the access lines of the frontend and what is to be said about the proxy; nil takes nothing.
	Log Log
	// UniqueID names its requests, nil without unique-id-format.
	UniqueID *sample.Format
	// Compression is how its messages are compressed, nil where they are not.
	Compression *Compression
	// Stats is the stats page of the section, nil without.
	Stats *StatsPage
	// Usage is what the section knows of operations and consumers, nil without.
	Usage *Usage

	badRequest, badResponse atomic.Pointer[ErrorCapture]
}

// Mode is what a proxy speaks.
type Mode uint8

// The modes of this version.
const (
	ModeHTTP Mode = iota
	ModeTCP
)

// String returns the word of the configuration and of the column mode.
func (m Mode) String() string {
	if m == ModeTCP {
		return "tcp"
	}
	return "http"
}

// Rules are the rulesets of a section. A nil one has no rules.
type Rules struct {
	TCPConnection, TCPSession, TCPContent, TCPResponse *rule.Ruleset
	// Redirect are the lines of keyword redirect.
	Redirect                 *rule.Ruleset
	Request, Response, After *rule.Ruleset
}
