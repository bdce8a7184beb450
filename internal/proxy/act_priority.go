package proxy

import (
	"errors"
	"fmt"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(
		rule.Spec{
			Name: "set-priority-class", In: rule.HTTPRequest | rule.TCPContent, Usage: "set-priority-class <expr>",
			Help:  "Sets the class of the request in queues, -2047 to 2047: whatever is of a lower class goes first.",
			Parse: parsePriority(func(s *Stream, n int64) { s.class = int16(min(max(n, -maxClass), maxClass)) }),
		},
		rule.Spec{
			Name: "set-priority-offset", In: rule.HTTPRequest | rule.TCPContent, Usage: "set-priority-offset <expr>",
			Help:  "Moves the request in queues by milliseconds within its class, as if it had come so much later, or earlier when negative.",
			Parse: parsePriority(func(s *Stream, n int64) { s.shift = int32(min(max(n, -maxShift), maxShift)) }),
		},
		rule.Spec{
			Name: "set-nice", In: rule.HTTPRequest | rule.HTTPResponse | rule.TCPContent, Usage: "set-nice <nice>",
			Help:  "Sets the weight of the request among others of its thread, -1024 to 1024; here every task of a loop has its turn, so it changes nothing.",
			Parse: parseNice,
		},
		rule.Spec{
			Name: "disable-l7-retry", In: rule.HTTPRequest, Usage: "disable-l7-retry",
			Help: "Tries the request again only when no connection could be made, whatever retry-on says.",
			Parse: func(*rule.Parser) (rule.Action, error) {
				return rule.Func(func(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
					streamOf(cx).once = true
					return rule.Continue
				}), nil
			},
		},
	)
}

func init() {
	standing := func(name, help string, read func(*Stream) int64) sample.Fetch {
		return sample.Fetch{
			Name: name, Out: sample.Int, Needs: sample.Internal, Help: help,
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.IntOf(read(s)), true }),
		}
	}
	sample.RegisterFetch(
		standing("prio_class", "Class of the request in queues.", func(s *Stream) int64 { return int64(s.class) }),
		standing("prio_offset", "Milliseconds by which the request is moved in queues.", func(s *Stream) int64 { return int64(s.shift) }),
	)
}

const (
	maxClass = 2047
	maxShift = 524287 // ms
)

func parsePriority(set func(*Stream, int64)) func(*rule.Parser) (rule.Action, error) {
	return func(p *rule.Parser) (rule.Action, error) {
		if !p.More() {
			return nil, errors.New("expects an expression")
		}
		a := &setLimit{set: set}
		return a, a.parseExpr(p)
	}
}

func parseNice(p *rule.Parser) (rule.Action, error) {
	word := p.Next()
	var n int
	if _, err := fmt.Sscanf(word, "%d", &n); err != nil || n < -1024 || n > 1024 {
		return nil, fmt.Errorf("expects a number from -1024 to 1024 instead of '%s'", word)
	}
	return rule.Func(func(*netio.Task, *sample.Ctx) rule.Verdict { return rule.Continue }), nil
}

// classStep is how far classes are apart in queues: more milliseconds than any clock counts.
const classStep = 1 << 50

// priority is where the request stands in queues: before all of a higher class, and within its own by time.
func (s *Stream) priority(now int64) int {
	return int(s.class)*classStep + int(now/1e6) + int(s.shift)
}
