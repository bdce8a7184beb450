package conf

// A Scope is a set of places where a directive or an option may stand.
type Scope uint32

// The places. A listen section is a frontend and a backend at once.
const (
	Global        Scope = 1 << iota
	Defaults            // any defaults section
	NamedDefaults       // defaults sections that carry a name
	Frontend
	Backend
	BindLine    // options of bind and stats socket lines
	ServerLine  // options of server, default-server and server-template lines
	TLSDefaults // words of ssl-default-bind-options and ssl-default-server-options
	Userlist
	HTTPErrors
	Peers
	Resolvers
	Cache
	Ring
	LogForward
	LogProfile
	CrtStore
	Mailers
	Traces
	ACME
	Alerts     // sections of ours: alerting
	Push       // sections of ours: push destinations
	History    // sections of ours: stored metrics
	Operations // sections of ours: functions of an API
	TableStore // sections of ours: stick tables shared through Redis

	Listen  = Frontend | Backend
	Proxies = Defaults | Listen
)

// anyProxy holds every scope that a proxy or defaults section can have.
const anyProxy = Defaults | NamedDefaults | Frontend | Backend

// scopeNames lists the names of single scopes, as the manual prints them.
var scopeNames = []struct {
	scope Scope
	name  string
}{
	{Global, "global"}, {Defaults, "defaults"}, {NamedDefaults, "defaults (named)"},
	{Frontend, "frontend"}, {Backend, "backend"}, {BindLine, "bind"}, {ServerLine, "server"},
	{Userlist, "userlist"}, {HTTPErrors, "http-errors"}, {Peers, "peers"}, {Resolvers, "resolvers"},
	{Cache, "cache"}, {Ring, "ring"}, {LogForward, "log-forward"}, {LogProfile, "log-profile"},
	{CrtStore, "crt-store"}, {Mailers, "mailers"}, {Traces, "traces"}, {ACME, "acme"},
	{Alerts, "alerts"}, {Push, "push"}, {History, "history"}, {Operations, "operations"}, {TableStore, "table-store"},
}

// Names returns the names of the places in s, in a fixed order.
func (s Scope) Names() []string {
	var names []string
	for _, n := range scopeNames {
		if s&n.scope != 0 {
			names = append(names, n.name)
		}
	}
	return names
}
