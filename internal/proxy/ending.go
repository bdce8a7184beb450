package proxy

// A Cause is what ended a request: the first letter of its termination state.
type Cause byte

// The causes.
const (
	Finished      Cause = '-' // as it should
	ByClient      Cause = 'C' // the client left
	ByServer      Cause = 'S' // the server refused or left
	ByProxy       Cause = 'P' // refused by a rule, or for its form
	Locally       Cause = 'L' // answered by the gateway itself
	Internally    Cause = 'I' // the gateway failed
	ServerDown    Cause = 'D' // its server went down
	PrimaryBack   Cause = 'U' // a primary server came back
	Killed        Cause = 'K' // an operator ended it
	ClientTimeout Cause = 'c' // the client took too long
	ServerTimeout Cause = 's' // the server took too long
)

// A Phase is where a request ended: the second letter of its termination state.
type Phase byte

// The phases.
const (
	InRequest Phase = 'R' // waiting for the request
	InQueue   Phase = 'Q' // waiting for a server
	InConnect Phase = 'C' // connecting to it
	InHeaders Phase = 'H' // waiting for the head of its response
	InData    Phase = 'D' // relaying bodies
	InLast    Phase = 'L' // sending the last bytes to the client
	InTarpit  Phase = 'T' // held back on purpose
	InNone    Phase = '-' // at its natural end
)

// An Ending is how a request ended: the first two letters of the termination state.
type Ending struct {
	Cause Cause
	Phase Phase
}

// natural is the ending of a request that went well.
var natural = Ending{Finished, InNone}

// Natural reports whether nothing went wrong and no rule stepped in.
func (e Ending) Natural() bool { return e == natural }

// endAs notes how the request ends, unless that is known already: the first cause is the true one.
func (s *Stream) endAs(c Cause, p Phase) {
	if s.ending.Natural() {
		s.ending = Ending{c, p}
	}
}
