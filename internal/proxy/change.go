package proxy

// A Change is something that the gateway announces: of a proxy or of one of its servers.
type Change struct {
	// Severity is a syslog level.
	Severity int
	// Proxy is the name of the proxy, Server that of the server, empty when it is not about one.
	Proxy, Server string
	// State is what the server is now, in the first word of its status, such as UP or MAINT.
	State string
	// Text says it for people.
	Text string
}
