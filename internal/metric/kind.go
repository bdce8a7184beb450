package metric

// Kind is what an object is: one row of `show stat`, or the process of `show info`.
type Kind uint8

// The kinds of objects, in the numbers of the column type; the process has no row there.
const (
	KindFrontend Kind = iota
	KindBackend
	KindServer
	KindListener
	KindProcess

	kinds = 5
)

// Kinds is a set of kinds.
type Kinds uint8

// Sets of one kind, and the usual sums.
const (
	Frontend Kinds = 1 << KindFrontend
	Backend  Kinds = 1 << KindBackend
	Server   Kinds = 1 << KindServer
	Listener Kinds = 1 << KindListener
	Process  Kinds = 1 << KindProcess

	Sides   = Frontend | Backend
	Proxies = Frontend | Listener | Backend
	Rows    = Frontend | Listener | Backend | Server
)

// Has reports whether the set holds the kind.
func (ks Kinds) Has(k Kind) bool { return ks&(1<<k) != 0 }

var kindNames = [kinds]string{"frontend", "backend", "server", "listener", "process"}

// String returns the lower-case word of the kind, as in the names of exported metrics.
func (k Kind) String() string { return kindNames[k] }

// Letter returns the first letter of the typed form: F, B, S or L.
func (k Kind) Letter() byte { return "FBSLP"[k] }
