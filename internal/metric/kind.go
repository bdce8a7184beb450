package metric

// Kind is what an object is: a row of `show stat`, the process of `show info`, a stick table, or a row of our
// own: an operation, a consumer, the use that a consumer makes of an operation, or a section metrics-forward.
type Kind uint8

// The kinds of objects, in the numbers of the column type; the process has no row there. Operations,
// consumers and uses stand in no `show stat` but when they are asked for, and stick tables, name servers and what is forwarded in none.
const (
	KindFrontend Kind = iota
	KindBackend
	KindServer
	KindListener
	KindProcess
	KindOperation
	KindConsumer
	KindUse
	KindTable
	KindForward
	KindNameserver

	kinds = 11
)

// Kinds is a set of kinds.
type Kinds uint16

// Sets of one kind, and the usual sums.
const (
	Frontend Kinds = 1 << KindFrontend
	Backend  Kinds = 1 << KindBackend
	Server   Kinds = 1 << KindServer
	Listener Kinds = 1 << KindListener
	Process  Kinds = 1 << KindProcess
	// Operation, Consumer and Use are rows about requests of a proxy.
	Operation  Kinds = 1 << KindOperation
	Consumer   Kinds = 1 << KindConsumer
	Use        Kinds = 1 << KindUse
	StickTable Kinds = 1 << KindTable // as name servers a module of the reference's exporter
	Forward    Kinds = 1 << KindForward
	Nameserver Kinds = 1 << KindNameserver

	Sides   = Frontend | Backend
	Proxies = Frontend | Listener | Backend
	Rows    = Frontend | Listener | Backend | Server
	Usage   = Operation | Consumer | Use
)

// Has reports whether the set holds the kind.
func (ks Kinds) Has(k Kind) bool { return ks&(1<<k) != 0 }

var kindNames = [kinds]string{"frontend", "backend", "server", "listener", "process", "operation", "consumer", "use", "sticktable", "forward", "resolver"}

// String returns the lower-case word of the kind, as in the names of exported metrics.
func (k Kind) String() string { return kindNames[k] }

// Letter returns the first letter of the typed form: F, B, S or L; O, C or U for rows of our own, T for stick tables, M for what is forwarded, N for name servers.
func (k Kind) Letter() byte { return "FBSLPOCUTMN"[k] }
