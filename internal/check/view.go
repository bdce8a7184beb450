package check

// A View is a picture of a server's health, never changed once made.
type View struct {
	Op    Op
	Check ProbeView
	Agent ProbeView
}

// A ProbeView is a picture of one check of a server.
type ProbeView struct {
	Counter
	Result
	Configured bool // the server line asks for it
	Enabled    bool // not switched off by an operator
	Paused     bool // the server is in maintenance
	InProgress bool // a check runs now: Result is that of the last one, without code and text
}

// Active says that the check has something to show: the columns check_* and agent_* are empty otherwise.
func (p *ProbeView) Active() bool { return p.Configured && p.Enabled && !p.Paused }
