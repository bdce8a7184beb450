package resolve

import "sync/atomic"

// Counters are what a name server was asked and answered. Any goroutine may read them.
type Counters struct {
	Sent, SendError, Valid, Update, CNAME, CNAMEError, AnyErr, NX, Timeout, Refused, Other, Invalid, TooBig, Truncated, Outdated atomic.Uint64
}

// A Counter is one of a name server's counters, in the order of all outputs.
type Counter struct {
	Name, Title, Help string
	Of                func(*Counters) *atomic.Uint64
}

// EachCounter are all of them.
var EachCounter = [...]Counter{
	{"sent", "Sent", "Questions sent to a name server.", func(c *Counters) *atomic.Uint64 { return &c.Sent }},
	{"send_error", "Send error", "Questions that could not be sent to a name server.", func(c *Counters) *atomic.Uint64 { return &c.SendError }},
	{"valid", "Valid", "Answers of a name server that are valid.", func(c *Counters) *atomic.Uint64 { return &c.Valid }},
	{"update", "Update", "Answers of a name server that changed the address of a server.", func(c *Counters) *atomic.Uint64 { return &c.Update }},
	{"cname", "CNAME", "Answers of a name server that led over aliases.", func(c *Counters) *atomic.Uint64 { return &c.CNAME }},
	{"cname_error", "CNAME error", "Answers of a name server whose aliases have no end.", func(c *Counters) *atomic.Uint64 { return &c.CNAMEError }},
	{"any_err", "Any errors", "Questions to a name server that ended in an error of the connection.", func(c *Counters) *atomic.Uint64 { return &c.AnyErr }},
	{"nx", "NX", "Answers of a name server that the name does not exist.", func(c *Counters) *atomic.Uint64 { return &c.NX }},
	{"timeout", "Timeout", "Questions that a name server did not answer in time.", func(c *Counters) *atomic.Uint64 { return &c.Timeout }},
	{"refused", "Refused", "Questions that a name server refused.", func(c *Counters) *atomic.Uint64 { return &c.Refused }},
	{"other", "Other", "Other errors of a name server, and answers without a record.", func(c *Counters) *atomic.Uint64 { return &c.Other }},
	{"invalid", "Invalid", "Packets from a name server that are no answer to what it was asked.", func(c *Counters) *atomic.Uint64 { return &c.Invalid }},
	{"too_big", "Too big", "Answers of a name server that are longer than what is accepted.", func(c *Counters) *atomic.Uint64 { return &c.TooBig }},
	{"truncated", "Truncated", "Answers of a name server that are cut off.", func(c *Counters) *atomic.Uint64 { return &c.Truncated }},
	{"outdated", "Outdated", "Questions to a name server that another one had answered before.", func(c *Counters) *atomic.Uint64 { return &c.Outdated }},
}
