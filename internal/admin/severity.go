package admin

import "fmt"

// A severity is the syslog level of a message.
type severity uint8

const (
	sevError   severity = 3
	sevWarning severity = 4
	sevNotice  severity = 5
	sevInfo    severity = 6
)

var severityWords = [...]string{sevError: "err", sevWarning: "warning", sevNotice: "notice", sevInfo: "info"}

// A severityOutput says whether and how messages carry their severity.
type severityOutput uint8

const (
	severityNone severityOutput = iota
	severityNumber
	severityString
)

var severityOutputs = [...]string{severityNone: "none", severityNumber: "number", severityString: "string"}

// String returns the word of the configuration.
func (o severityOutput) String() string { return severityOutputs[o] }

func parseSeverityOutput(word string) (severityOutput, bool) {
	for o, name := range severityOutputs {
		if name == word {
			return severityOutput(o), true
		}
	}
	return 0, false
}

// prefix returns what stands before a message.
func (o severityOutput) prefix(s severity) string {
	switch o {
	case severityNumber:
		return fmt.Sprintf("[%d]: ", s)
	case severityString:
		return "[" + severityWords[s] + "]: "
	}
	return ""
}
