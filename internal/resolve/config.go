package resolve

import (
	"net/netip"
	"time"
)

// A Config is a section resolvers.
type Config struct {
	Name    string
	Servers []Server
	Payload int // the longest answer that is taken, in bytes
	Retries int // queries before a name is given up
	// Resolve is the time between two questions for a name, Retry how long an answer is waited for.
	Resolve, Retry time.Duration
	// Hold says for how long an answer holds against what came after it, by the status of that; Hold[Valid] is how long
	// answers are remembered for rules.
	Hold [numStatus]time.Duration
	// Obsolete is how long a record may be missing from answers before it is forgotten.
	Obsolete time.Duration
}

// A Server is a name server.
type Server struct {
	Name string
	TCP  bool
	Addr netip.AddrPort
}

// Usual returns the settings of a section that says nothing.
func Usual(name string) Config {
	c := Config{Name: name, Payload: 512, Retries: 3, Resolve: time.Second, Retry: time.Second}
	for s := range c.Hold {
		c.Hold[s] = 30 * time.Second
	}
	c.Hold[Valid] = 10 * time.Second
	return c
}

// A Status is what came of a question.
type Status uint8

// The statuses.
const (
	Valid Status = iota
	NX
	Refused
	Timeout
	Other
	numStatus = iota
)

var statusNames = [...]string{"valid", "nx", "refused", "timeout", "other"}

// String returns the word of `hold`.
func (s Status) String() string { return statusNames[s] }

// ParseStatus returns the status of that word.
func ParseStatus(word string) (Status, bool) {
	for i, name := range statusNames {
		if name == word {
			return Status(i), true
		}
	}
	return 0, false
}
