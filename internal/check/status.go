package check

// A Status says how a check ended. The numbers are those of `show servers state`.
type Status uint8

// The statuses, in the order of their numbers.
const (
	Unknown     Status = iota // no check ever ran
	Initial                   // waiting for the first check
	Started                   // never shown
	NoChange                  // an agent spoke, but not of health
	Analyzed                  // traffic showed too many errors
	SocketErr                 // the connection broke, or an answer could not be read
	L4OK                      // connected
	L4Timeout                 // did not connect in time
	L4Failed                  // the connection was refused
	L6OK                      // handshake done
	L6Timeout                 // handshake not done in time
	L6Invalid                 // handshake failed
	L7Timeout                 // no answer in time
	L7Invalid                 // the answer is not what was expected
	numeric                   // from here on, a result carries the code of the protocol
	L7OK                      // the expected answer
	L7OKCond                  // well, but not to be given new work
	L7Wrong                   // a status that says no
	ProcErr                   // an external check failed
	ProcTimeout               // an external check did not end in time
	ProcOK                    // an external check passed
)

// A Verdict is what a status means for health. The numbers are those of `show servers state`.
type Verdict uint8

// The verdicts.
const (
	Undecided Verdict = iota
	Neutral
	Failed
	Passed
	Conditional // passed, but no new work
)

var statuses = [...]struct {
	name, description string
	verdict           Verdict
}{
	Unknown:     {"UNK", "Unknown", Undecided},
	Initial:     {"INI", "Initializing", Undecided},
	Started:     {"START", "Check started", Undecided},
	NoChange:    {"CHECKED", "No status change", Neutral},
	Analyzed:    {"HANA", "Health analyze", Failed},
	SocketErr:   {"SOCKERR", "Socket error", Failed},
	L4OK:        {"L4OK", "Layer4 check passed", Passed},
	L4Timeout:   {"L4TOUT", "Layer4 timeout", Failed},
	L4Failed:    {"L4CON", "Layer4 connection problem", Failed},
	L6OK:        {"L6OK", "Layer6 check passed", Passed},
	L6Timeout:   {"L6TOUT", "Layer6 timeout", Failed},
	L6Invalid:   {"L6RSP", "Layer6 invalid response", Failed},
	L7Timeout:   {"L7TOUT", "Layer7 timeout", Failed},
	L7Invalid:   {"L7RSP", "Layer7 invalid response", Failed},
	numeric:     {"", "", Undecided},
	L7OK:        {"L7OK", "Layer7 check passed", Passed},
	L7OKCond:    {"L7OKC", "Layer7 check conditionally passed", Conditional},
	L7Wrong:     {"L7STS", "Layer7 wrong status", Failed},
	ProcErr:     {"PROCERR", "External check error", Failed},
	ProcTimeout: {"PROCTOUT", "External check timeout", Failed},
	ProcOK:      {"PROCOK", "External check passed", Passed},
}

// String returns the code of the columns check_status and agent_status.
func (s Status) String() string { return statuses[s].name }

// Description returns the text of the columns check_desc and agent_desc.
func (s Status) Description() string { return statuses[s].description }

// Verdict returns what the status means for health.
func (s Status) Verdict() Verdict { return statuses[s].verdict }

// HasCode says that a result of this status carries the code of its protocol.
func (s Status) HasCode() bool { return s > numeric }

// HasDuration says that a result of this status took time: it comes from a check.
func (s Status) HasDuration() bool { return s >= NoChange && s != Analyzed }

// StatusNames returns the names in numeric order, empty where a number is never shown.
func StatusNames() []string {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = s.name
	}
	names[Started] = ""
	return names
}
