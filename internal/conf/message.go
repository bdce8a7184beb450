package conf

import "fmt"

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

// inSource reports whether m is about a line, rather than about what the whole
// configuration adds up to.
func (m Message) inSource() bool { return m.Shape != Bare && m.Shape != Config }

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
