package syslog

// maxLine bounds lines that a function takes.
const maxLine = 1 << 20

// Lines returns what has a function take lines, one at a time, from a goroutine of its own that ends with Close. Lines for
// which the queue has no room are lost, as those to other destinations are. What take is given is valid until it returns.
func (o *Outputs) Lines(name string, take func(line []byte)) *Logger {
	w := o.writer(sink{network: "func", addr: name, take: take})
	return &Logger{[]*route{{Target: &Target{Form: Raw, Max: Debug, Len: maxLine}, writer: w}}}
}

// A taker is a function as a destination.
type taker func(line []byte)

// WriteEach gives the lines away, each without its end.
func (f taker) WriteEach(p []byte, ends []int, first int) (int, error) {
	from := startOf(ends, first)
	for _, end := range ends[first:] {
		f(p[from : end-1])
		from = end
	}
	return len(ends) - first, nil
}

// Close does nothing: there is nothing to close.
func (taker) Close() error { return nil }
