package rule

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// Verdict is what an action decides. All but Continue and Failed end the ruleset.
type Verdict uint8

// The verdicts.
const (
	Continue Verdict = iota // the next rule is asked
	Stop                    // allow, accept: the rest of the proxy's rules is skipped
	Done                    // the action has answered; what it sent is the answer (log L)
	Deny                    // refused by policy; the action has set the answer (log P)
	Abort                   // the connection ends without an answer
	Invalid                 // the message is broken; 400 or 502
	Failed                  // the action could not do its work; fatal only under strict-mode
	Wait                    // a condition may still change its answer: more data is to be awaited
	Ended                   // the action has ended the request, and seen to what the client is told
	Stricten                // strict-mode on: failures of the rules that follow are fatal
	Relax                   // strict-mode off: they are passed over
)

// Action is a compiled action. Run is called on a loop; it may park on t and must keep nothing across a park.
// A Done or Deny leaves the answer in the owner of cx.
type Action interface {
	Run(t *netio.Task, cx *sample.Ctx) Verdict
}

// Func lets a plain function be an Action.
type Func func(t *netio.Task, cx *sample.Ctx) Verdict

// Run calls f.
func (f Func) Run(t *netio.Task, cx *sample.Ctx) Verdict { return f(t, cx) }

// Spec declares an action.
type Spec struct {
	Name  string
	In    Set
	Usage string // after the ruleset's keyword, such as "deny [status <code>]"
	Help  string
	// Prefix lets the name be continued: track-sc matches track-sc0. Args wants a list in parentheses at once behind
	// the name, such as set-var(txn.x).
	Prefix, Args bool
	// Final says that a rule behind an unconditional use is worth a warning: it is never reached. It is set where the
	// reference warns.
	Final bool
	// Parse reads the arguments up to the condition.
	Parse func(p *Parser) (Action, error)
}
