package conf

import (
	"fmt"
	"io"
)

// A Level is the severity of a message.
type Level uint8

// The levels, the gravest first.
const (
	Alert Level = iota
	Warning
	Notice
	Info
	Diag
)

// A Shape says how the place of a message is printed before its text.
type Shape uint8

// The shapes; different parts of HAProxy use different ones, and tools read them.
const (
	Bare   Shape = iota // text
	Loose               // config : parsing [file:line] : text
	Tight               // config : parsing [file:line]: text
	Server              // config : [file:line] : text
	Header              // config : Parsing [file:line]: text
	Config              // config : text
)

// A Message is one line for the operator; more lines may follow in Text.
type Message struct {
	Level Level
	Shape Shape
	Pos   Pos
	Text  string
	Abort bool // of the kind after which HAProxy reads no further
}

// Diagnostics collects the messages of a start, in order. The zero value is ready.
type Diagnostics struct {
	messages []Message
	counts   [Diag + 1]int
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

// Messages returns all messages in order.
func (d *Diagnostics) Messages() []Message { return d.messages }

// Print writes the messages with their levels, the banner before the first one.
// Diag messages are written only with diag. Nothing to say writes nothing.
func (d *Diagnostics) Print(w io.Writer, b Banner, diag bool) error {
	_, err := w.Write(d.Append(nil, b, diag))
	return err
}

// Append appends what Print writes.
func (d *Diagnostics) Append(dst []byte, b Banner, diag bool) []byte {
	first := true
	for _, m := range d.messages {
		if m.Level == Diag && !diag {
			continue
		}
		if first {
			first = false
			dst = appendMessage(dst, Notice, b.PID, "haproxy version is "+b.Version)
			dst = appendMessage(dst, Notice, b.PID, "path to executable is "+b.Path)
		}
		dst = appendMessage(dst, m.Level, b.PID, m.String())
	}
	return dst
}

// levelNames are padded so that the process ids line up.
var levelNames = [...]string{"[ALERT]    ", "[WARNING]  ", "[NOTICE]   ", "[INFO]     ", "[DIAG]     "}

func appendMessage(dst []byte, l Level, pid int, text string) []byte {
	return fmt.Appendf(dst, "%s(%d) : %s\n", levelNames[l], pid, text)
}

// AppendLine appends one message with its level, as messages of a running
// process are written.
func (m Message) AppendLine(dst []byte, pid int) []byte {
	return appendMessage(dst, m.Level, pid, m.String())
}

// String returns the message behind its level and process id.
func (m Message) String() string {
	switch m.Shape {
	case Loose:
		return "config : parsing [" + m.Pos.String() + "] : " + m.Text
	case Tight:
		return "config : parsing [" + m.Pos.String() + "]: " + m.Text
	case Server:
		return "config : [" + m.Pos.String() + "] : " + m.Text
	case Header:
		return "config : Parsing [" + m.Pos.String() + "]: " + m.Text
	case Config:
		return "config : " + m.Text
	}
	return m.Text
}

// FollowUp returns text with lines below it that belong to it.
func FollowUp(text string, lines ...string) string {
	for _, l := range lines {
		text += "\n   | " + l
	}
	return text
}
