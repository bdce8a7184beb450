package usage

// A Flow is the ledger of a frontend on one loop: what became of each request that began, and of its log line. Its words
// are counted where things happen, apart from the counters of the table of metrics, and are never cleared. What is true of
// them at any moment proves the counters: see Check.
type Flow struct {
	words [numFlow]uint64
	// Open and Running are the requests now whose fate is not known, and those whose is but that have not ended. Early are
	// those whose line was written before their end.
	Open, Running, Early int64

	clears uint64 // of the counters
	// The counters when they were last cleared, or first seen.
	based [numReported]baseline
}

// A Fate is what becomes of a request, or of its log line.
type Fate uint8

// The fates. Each request has one of the first five; one that ends and was no silence has one of the last three too.
const (
	Silent      Fate = iota // nothing came, and nobody is told
	Handed                  // to a backend
	Denied                  // by a rule
	Intercepted             // answered by the gateway itself
	Bad                     // invalid, cut short, late, or nowhere to go
	Written                 // its line, to the log
	Suppressed              // its line, by configuration
	Dropped                 // its line, since the log was full
	begun
	ended
	numFlow
)

// Reported counters of the table of metrics that a Flow proves.
const (
	ReportedRequests = iota
	ReportedResponses
	numReported
)

// A baseline ties a counter to the words of a Flow: when it was value, ended was at.
type baseline struct{ value, at uint64 }

// Begin counts a request that begins.
func (f *Flow) Begin() { f.words[begun]++; f.Open++ }

// Decide counts what becomes of a request, once for each.
func (f *Flow) Decide(fate Fate) {
	f.words[fate]++
	f.Open--
	if fate != Silent {
		f.Running++
	}
}

// Line counts what became of the line of a request.
func (f *Flow) Line(fate Fate) { f.words[fate]++ }

// End counts the end of a request. clears is how often the counters were cleared, and reported reads one of them; they
// have counted the request already. A proxy without such counters has no reader.
func (f *Flow) End(clears uint64, reported func(i int) uint64) {
	f.Running--
	f.words[ended]++
	if reported != nil && (f.clears != clears || f.words[ended] == 1) {
		f.rebase(clears, reported)
	}
}

// rebase starts to prove counters from what they are now.
func (f *Flow) rebase(clears uint64, reported func(i int) uint64) {
	f.clears = clears
	for i := range f.based {
		f.based[i] = baseline{reported(i), f.words[ended]}
	}
}

// Words returns how many requests or lines met a fate.
func (f *Flow) Words(fate Fate) uint64 { return f.words[fate] }

// Begun and Ended return how many requests began and ended; those that were silence do not end.
func (f *Flow) Begun() uint64 { return f.words[begun] }

// Ended returns how many requests ended.
func (f *Flow) Ended() uint64 { return f.words[ended] }

// Check returns the equations of a frontend. It runs on the loop, between requests.
func (f *Flow) Check() []Equation {
	w := &f.words
	decided := w[Handed] + w[Denied] + w[Intercepted] + w[Bad]
	return []Equation{
		{"begun = silent + handed + denied + intercepted + bad + open", w[begun], w[Silent] + decided + uint64(f.Open)},
		{"handed + denied + intercepted + bad = ended + running", decided, w[ended] + uint64(f.Running)},
		{"ended = lines written + suppressed + dropped - early", w[ended], w[Written] + w[Suppressed] + w[Dropped] - uint64(f.Early)},
	}
}

// CheckReported returns the equations between the ledger and the counters of the table of metrics.
func (f *Flow) CheckReported(clears uint64, reported func(i int) uint64) []Equation {
	if f.clears != clears || f.words[ended] == 0 {
		f.rebase(clears, reported)
	}
	since := func(i int) uint64 { return f.based[i].value + f.words[ended] - f.based[i].at }
	return []Equation{
		{"ended = req_tot", since(ReportedRequests), reported(ReportedRequests)},
		{"ended = sum of hrsp_*", since(ReportedResponses), reported(ReportedResponses)},
	}
}

// An Equation of the audit, with the values of its two sides.
type Equation struct {
	Name        string
	Left, Right uint64
}

// Holds reports whether both sides are the same.
func (e *Equation) Holds() bool { return e.Left == e.Right }

// A Work is the ledger of a backend on one loop: the attempts on its servers, and why each was made.
type Work struct {
	// Attempts are counted where a server is asked; First, Again and Moved where it is decided to ask one: for the first
	// time, the same one again, or another one after a failure.
	Attempts, First, Again, Moved uint64
}

// Check returns the equations of a backend.
func (w *Work) Check() []Equation {
	return []Equation{{"attempts = requests with a server + retries + redispatches", w.Attempts, w.First + w.Again + w.Moved}}
}
