package metric

// Kind is what an object is: a row of `show stat`, the process of `show info`, a module of the reference's exporter, or a row
// of our own.
type Kind uint8

// The kinds of objects, in the numbers of the column type. Only the first four and the process are in the reference's `show stat`
// and `show info`. Operations, consumers and the uses that consumers make of operations stand in `show stat` when they are asked
// for; what follows them, never.
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
	KindStore

	kinds = int(KindStore) + 1
)

// A kindFact is what outputs call a kind.
type kindFact struct {
	name   string // in the names of exported metrics
	object string // in JSON
	letter byte   // of the typed form
}

var kindFacts = [kinds]kindFact{
	KindFrontend:   {"frontend", "Frontend", 'F'},
	KindBackend:    {"backend", "Backend", 'B'},
	KindServer:     {"server", "Server", 'S'},
	KindListener:   {"listener", "Listener", 'L'},
	KindProcess:    {"process", "Process", 'P'},
	KindOperation:  {"operation", "Operation", 'O'},
	KindConsumer:   {"consumer", "Consumer", 'C'},
	KindUse:        {"use", "Use", 'U'},
	KindTable:      {"sticktable", "Table", 'T'},
	KindForward:    {"forward", "Forward", 'M'},
	KindNameserver: {"resolver", "Nameserver", 'N'},
	KindStore:      {"table_store", "Store", 'D'},
}

// String returns the lower-case word of the kind, as in the names of exported metrics.
func (k Kind) String() string { return kindFacts[k].name }

// Object returns the type of the object in JSON.
func (k Kind) Object() string { return kindFacts[k].object }

// Letter returns the first letter of the typed form.
func (k Kind) Letter() byte { return kindFacts[k].letter }

// Series returns the full name of a metric of the kind.
func (k Kind) Series(name string) string { return "haproxy_" + k.String() + "_" + name }

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
	TableStore Kinds = 1 << KindStore

	Sides   = Frontend | Backend
	Proxies = Frontend | Listener | Backend
	Rows    = Frontend | Listener | Backend | Server
	Usage   = Operation | Consumer | Use
)

// Has reports whether the set holds the kind.
func (ks Kinds) Has(k Kind) bool { return ks&(1<<k) != 0 }
