package conf

import "strings"

// unusedOptions lists switches of proxies that tune machinery of HAProxy which
// has no counterpart here.
var unusedOptions = []struct {
	in   Scope
	help string
	name string
}{
	{Frontend, "Counts bytes while they pass; that is always so here.", "contstats"},
	{Listen, "Sends small pieces at once; that is always so here.", "http-no-delay"},
	{Frontend, "Saves a packet when a connection is accepted.", "tcp-smart-accept"},
	{Backend, "Saves a packet when a connection is made.", "tcp-smart-connect"},
	{Frontend, "Forbids the change to HTTP/2 within a connection, which is not offered.", "disable-h2-upgrade"},
}

// unusedBind and unusedServer list options of bind and server lines likewise.
var unusedBind = []struct {
	help  string
	form  Form
	names string
}{
	{"Binds listeners to threads; every loop accepts here.", FormWord, "thread process shards"},
	{"Sets the priority of a listener's connections.", FormRange(-1024, 1024), "nice"},
	{"Lets a connection carry data in its first packet.", FormNone, "tfo"},
	{"Encrypts in the kernel.", FormOnOff, "ktls"},
	{"Names an address for tools that read the configuration.", FormWord, "label"},
}

var unusedServer = []struct {
	help  string
	form  Form
	names string
}{
	{"Lets a connection carry data in its first packet.", FormNone, "tfo no-tfo"},
	{"Encrypts in the kernel.", FormOnOff, "ktls"},
	{"Sizes the ring of a log server.", FormSize, "log-bufsize"},
	{"Keeps idle connections from other threads; each loop has its own here.", FormNumber, "pool-low-conn"},
	{"Spreads keys over peers.", FormNumber, "shard"},
	{"Chooses the protocol of WebSockets; they are HTTP/1.1 here.", FormOneOf("auto", "h1"), "ws"},
	{"Takes back what is never on.", FormNone,
		"no-check-reuse-pool"},
}

func init() {
	for _, o := range unusedOptions {
		NoEffect(Spec{Name: "option " + o.name, In: Defaults | o.in, Help: o.help, No: true}, FormNone)
	}
	NoEffect(Spec{Name: "option use-small-buffers", In: Defaults | Backend, No: true,
		Help: "Uses small buffers; buffers here grow and shrink by themselves."}, Maybe(FormWords))
	for _, u := range unusedBind {
		for name := range strings.FieldsSeq(u.names) {
			NoEffect(Spec{Name: name, In: BindLine, Help: u.help}, u.form)
		}
	}
	for _, u := range unusedServer {
		for name := range strings.FieldsSeq(u.names) {
			NoEffect(Spec{Name: name, In: ServerLine, Help: u.help}, u.form)
		}
	}
}
