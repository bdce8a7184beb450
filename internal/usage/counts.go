package usage

// Counts are what is known of the requests behind one key.
type Counts [numCounts]uint64

// The words of Counts.
const (
	Requests = iota
	Status1xx
	Status2xx
	Status3xx
	Status4xx
	Status5xx
	StatusOther // outside 100 to 599, or none
	Failed
	BytesIn  // from clients
	BytesOut // to clients
	Micros   // from the first byte of the requests to their ends, summed up
	numCounts
)

// A Record is one request that has ended, as its meter was read.
type Record struct {
	Status  int
	Failed  bool
	In, Out int64 // bytes
	Time    int64 // ns
}

// Add counts one request.
func (c *Counts) Add(r *Record) {
	c[Requests]++
	c[StatusWord(r.Status)]++
	if r.Failed {
		c[Failed]++
	}
	c[BytesIn] += uint64(max(r.In, 0))
	c[BytesOut] += uint64(max(r.Out, 0))
	c[Micros] += uint64(max(r.Time, 0)) / 1000
}

// Join adds the counts of others.
func (c *Counts) Join(o *Counts) {
	for i := range c {
		c[i] += o[i]
	}
}

// StatusWord returns the word that counts responses of a status.
func StatusWord(status int) int {
	if status < 100 || status >= 600 {
		return StatusOther
	}
	return Status1xx + status/100 - 1
}
