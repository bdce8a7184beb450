package check

// A Report is what a line of an agent says. Words not said are zero, but for the numbers, which are -1.
type Report struct {
	Health  HealthWord
	Admin   AdminWord
	Percent int    // weight in percent of the configured one
	MaxConn int    // the server's new maxconn
	Reason  string // what explains the health word
	Unknown string // the first word that means nothing
}

// A HealthWord is what an agent says of health.
type HealthWord uint8

// The health words.
const (
	SaysNothing HealthWord = iota
	SaysUp
	SaysDown
	SaysStopped
	SaysFail
)

// An AdminWord is what an agent asks of the administrator's state.
type AdminWord uint8

// The admin words.
const (
	AsksNothing AdminWord = iota
	AsksReady
	AsksDrain
	AsksMaint
)

// ParseReport reads the line of an agent. Anything is a report; what makes no sense is its Unknown.
func ParseReport(line []byte) Report { return Report{Percent: -1, MaxConn: -1} }
