package check

import (
	"bytes"
	"strconv"
	"strings"
)

// A Report is what a line of an agent says. Words not said are zero, but for the numbers, which are -1.
type Report struct {
	Health  HealthWord
	Admin   AdminWord
	Percent int // weight in percent of the configured one
	MaxConn int // the server's new maxconn

	word    string // the health word as the agent wrote it
	reason  string // what it gave as the reason
	unknown string // the first word that means nothing
	warning string // about a number that makes no sense
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

var healthWords = map[string]HealthWord{"up": SaysUp, "down": SaysDown, "stopped": SaysStopped, "fail": SaysFail}

var adminWords = map[string]AdminWord{"ready": AsksReady, "drain": AsksDrain, "maint": AsksMaint}

// silent is the report of an agent that said nothing.
var silent = Report{Percent: -1, MaxConn: -1}

// ParseReport reads the line of an agent: words between blanks, tabs and commas, in any case, then perhaps a `#` and
// the reason. Of words that contradict each other the last one holds. Anything is a report: words that mean nothing
// are told in its Result.
func ParseReport(line []byte) Report {
	r := silent
	for {
		line = bytes.TrimLeft(line, " \t,")
		if len(line) == 0 {
			return r
		}
		if line[0] == '#' {
			r.reason = printable(bytes.TrimLeft(line[1:], " \t"))
			return r
		}
		end := bytes.IndexAny(line, " \t,")
		if end < 0 {
			end = len(line)
		}
		r.take(string(line[:end]))
		line = line[end:]
	}
}

// take takes one word.
func (r *Report) take(word string) {
	lower := strings.ToLower(word)
	digits, percent := strings.CutSuffix(word, "%")
	limit, isLimit := strings.CutPrefix(lower, "maxconn:")
	switch {
	case healthWords[lower] != SaysNothing:
		r.Health, r.word = healthWords[lower], word
	case adminWords[lower] != AsksNothing:
		r.Admin = adminWords[lower]
	case percent && digits != "" && isDigit(digits[0]):
		r.Percent = r.number(digits, "weight", 256*100)
	case isLimit:
		r.MaxConn = r.number(limit, "maxconn", 1<<30)
	case r.unknown == "":
		r.unknown = printable([]byte(word))
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number reads a number up to a bound; it leaves a warning and -1 for what is none.
func (r *Report) number(digits, what string, most int) int {
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || int(n) > most {
		r.warning = "invalid " + what + " '" + printable([]byte(digits)) + "'"
		return -1
	}
	return int(n)
}

// Result returns what the report means as the result of a check.
func (r *Report) Result() Result {
	switch {
	case r.Health == SaysUp:
		return Result{Status: L7OK, Info: r.said()}
	case r.Health != SaysNothing:
		return Result{Status: L7Wrong, Info: r.said()}
	case r.warning != "":
		return Result{Status: NoChange, Info: clip("agent warns : " + r.warning)}
	case r.unknown != "":
		return Result{Status: NoChange, Info: clip("agent reports an error : " + r.unknown)}
	}
	return Result{Status: NoChange}
}

// said quotes the agent, with its reason in parentheses.
func (r *Report) said() string {
	why := r.reason
	if why == "" {
		why = r.unknown
	}
	if why == "" {
		return "via agent : " + r.word
	}
	return clip("via agent : " + r.word + " (" + why + ")")
}
