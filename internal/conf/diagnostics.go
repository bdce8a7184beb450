package conf

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// Diagnostics collects the messages of a start. The zero value is ready.
type Diagnostics struct {
	messages []Message
	counts   [Diag + 1]int
	sources  []string // in the order of loading
	before   int      // messages that were there before loading
	printed  int      // messages that Print has passed
	banner   bool     // Print has written the banner
}

// Banner is what the two lines before the first message say.
type Banner struct {
	PID     int
	Version string
	Path    string // of the executable
}

// Add appends a message.
func (d *Diagnostics) Add(m Message) {
	d.messages = append(d.messages, m)
	d.counts[m.Level]++
}

// Alertf adds a fatal message without a place.
func (d *Diagnostics) Alertf(format string, args ...any) {
	d.Add(Message{Level: Alert, Text: fmt.Sprintf(format, args...)})
}

// Warningf adds a warning without a place.
func (d *Diagnostics) Warningf(format string, args ...any) {
	d.Add(Message{Level: Warning, Text: fmt.Sprintf(format, args...)})
}

// Noticef adds a notice without a place.
func (d *Diagnostics) Noticef(format string, args ...any) {
	d.Add(Message{Level: Notice, Text: fmt.Sprintf(format, args...)})
}

// Failed reports whether there is an alert.
func (d *Diagnostics) Failed() bool { return d.counts[Alert] > 0 }

// Count returns the number of messages of a level; Count(Warning) is info's
// TotalWarnings.
func (d *Diagnostics) Count(l Level) int { return d.counts[l] }

// Messages returns all messages in the order of their reports.
func (d *Diagnostics) Messages() []Message { return d.messages }

// Print writes the messages that it has not written before, with their levels,
// and the banner before the first one that is no notice. Diag messages are written only with diag.
// Nothing to say writes nothing.
//
// At first, messages about lines are put in the order of the lines, whenever
// they were found, and each source with an alert is named after its messages.
func (d *Diagnostics) Print(w io.Writer, b Banner, diag bool) error {
	news := d.messages[d.printed:]
	if d.printed == 0 {
		news = d.ordered()
	}
	d.printed = len(d.messages)
	out, introduced := appendMessages(nil, news, b, diag, d.banner)
	d.banner = introduced
	_, err := w.Write(out)
	return err
}

// Append appends all messages as Print writes them; it is the text of the
// Runtime API's show startup-logs.
func (d *Diagnostics) Append(dst []byte, b Banner, diag bool) []byte {
	dst, _ = appendMessages(dst, d.ordered(), b, diag, false)
	return dst
}

// Append appends the two lines.
func (b Banner) Append(dst []byte) []byte {
	dst = appendMessage(dst, Notice, b.PID, "haproxy version is "+b.Version)
	return appendMessage(dst, Notice, b.PID, "path to executable is "+b.Path)
}

// Introduced reports whether Print has written the banner.
func (d *Diagnostics) Introduced() bool { return d.banner }

func appendMessages(dst []byte, messages []Message, b Banner, diag, introduced bool) ([]byte, bool) {
	for _, m := range messages {
		if m.Level == Diag && !diag {
			continue
		}
		if !introduced && m.Level != Notice {
			introduced = true
			dst = b.Append(dst)
		}
		dst = appendMessage(dst, m.Level, b.PID, m.String())
	}
	return dst, introduced
}

// ordered returns the messages in the order of their lines.
func (d *Diagnostics) ordered() []Message {
	all := slices.Clone(d.messages[:d.before])
	rest := d.messages[d.before:]
	failed := false
	for _, source := range d.sources {
		var bad bool
		all, bad = appendSource(all, rest, source)
		failed = failed || bad
	}
	if failed && !slices.ContainsFunc(d.messages, func(m Message) bool { return m.Abort }) {
		all = append(all, Message{Shape: Config, Text: "Fatal errors found in configuration."})
	}
	for _, m := range rest {
		if !m.inSource() || !slices.Contains(d.sources, m.Pos.File) {
			all = append(all, m)
		}
	}
	return all
}

// appendSource appends the messages about lines of a source and, if one is an
// alert, the line that says so.
func appendSource(all, messages []Message, source string) (_ []Message, bad bool) {
	begin := len(all)
	for _, m := range messages {
		if m.inSource() && m.Pos.File == source {
			all = append(all, m)
			bad = bad || m.Level == Alert
		}
	}
	slices.SortStableFunc(all[begin:], func(x, y Message) int { return cmp.Compare(x.Pos.Line, y.Pos.Line) })
	if bad {
		all = append(all, Message{Shape: Config, Text: "Error(s) found in configuration file : " + source})
	}
	return all, bad
}
