package proxy

import (
	"fmt"
	"math"
	"strconv"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
	"metergate/internal/stick"
)

func init() {
	everywhere := rule.TCPRequest | rule.TCPResponse | rule.HTTP
	rule.Register(
		rule.Spec{
			Name: "sc-inc-gpc0", In: everywhere, Args: true, Usage: "sc-inc-gpc0(<number>)", Help: "Increases the first counter of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeFirst, false) },
		},
		rule.Spec{
			Name: "sc-inc-gpc1", In: everywhere, Args: true, Usage: "sc-inc-gpc1(<number>)", Help: "Increases the second counter of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeSecond, false) },
		},
		rule.Spec{
			Name: "sc-inc-gpc", In: everywhere, Args: true, Usage: "sc-inc-gpc(<idx>,<number>)",
			Help:  "Increases an element of the array of counters of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeGPC, false) },
		},
		rule.Spec{
			Name: "sc-add-gpc", In: everywhere, Args: true, Usage: "sc-add-gpc(<idx>,<number>) {<int> | <expr>}",
			Help:  "Adds to an element of the array of counters of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeGPC, true) },
		},
		rule.Spec{
			Name: "sc-set-gpt0", In: everywhere, Args: true, Usage: "sc-set-gpt0(<number>) {<int> | <expr>}", Help: "Sets the first tag of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeTag, true) },
		},
		rule.Spec{
			Name: "sc-set-gpt", In: everywhere, Args: true, Usage: "sc-set-gpt(<idx>,<number>) {<int> | <expr>}",
			Help:  "Sets an element of the array of tags of a tracked entry.",
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseChange(p, changeGPT, true) },
		},
	)
}

// A change is what an action does to an entry: to element i, with the value n.
type change struct {
	do    func(e stick.Entry, i int, n int64)
	array bool   // the element is an argument
	what  string // of that argument in messages
}

var (
	changeFirst  = &change{do: func(e stick.Entry, _ int, n int64) { increaseSingle(e, 0, n) }}
	changeSecond = &change{do: func(e stick.Entry, _ int, n int64) { increaseSingle(e, 1, n) }}
	changeGPC    = &change{array: true, what: "GPC", do: func(e stick.Entry, i int, n int64) { addElement(e, i, n) }}
	changeGPT    = &change{array: true, what: "GPT", do: func(e stick.Entry, i int, n int64) { e.Set(stick.GPT, i, uint64(n)); e.Touch() }}
	changeTag    = &change{do: func(e stick.Entry, _ int, n int64) {
		if e.Has(stick.GPT0, 0) {
			e.Set(stick.GPT0, 0, uint64(n))
		} else {
			e.Set(stick.GPT, 0, uint64(n))
		}
		e.Touch()
	}}
)

// A changeMark changes what a mark tracks.
type changeMark struct {
	*change
	element, number int
	value           int64
	expr            *sample.Expr // in place of value
}

func parseChange(p *rule.Parser, c *change, valued bool) (rule.Action, error) {
	a := &changeMark{change: c, value: 1}
	args := p.ArgList()
	if c.array {
		if len(args) != 2 {
			return nil, fmt.Errorf("missing %s ID '%s(%s)'. Expects %s(<%s ID>,<Track ID>)", c.what, p.Name, p.Args, p.Name, c.what)
		}
		var err error
		if a.element, err = strconv.Atoi(args[0]); err != nil || a.element < 0 || a.element >= stick.MaxElements {
			return nil, fmt.Errorf("invalid %s ID '%s'. Expects an integer from 0 to %d", c.what, args[0], stick.MaxElements-1)
		}
		args = args[1:]
	}
	if len(args) != 1 {
		return nil, fmt.Errorf("invalid stick table track ID. Expects %s(<Track ID>)", p.Name)
	}
	n, err := strconv.ParseUint(args[0], 10, 16)
	if err != nil {
		return nil, fmt.Errorf("invalid stick table track ID. Expects %s(<Track ID>)", p.Name)
	}
	if int(n) >= p.Env.Marks {
		return nil, fmt.Errorf("invalid stick table track ID. The max allowed ID is %d (tune.stick-counters)", p.Env.Marks-1)
	}
	a.number = int(n)
	if !valued {
		return a, nil
	}
	return a, a.parseValue(p)
}

// parseValue reads a number or an expression.
func (a *changeMark) parseValue(p *rule.Parser) (err error) {
	if n, e := strconv.ParseUint(p.Peek(), 0, 64); e == nil {
		p.Next()
		if n > math.MaxUint32 {
			return fmt.Errorf("value %d is larger than %d", n, uint32(math.MaxUint32))
		}
		a.value = int64(n)
		return nil
	}
	if !p.More() {
		return fmt.Errorf("missing integer or expression")
	}
	if a.expr, err = p.Expr(); err == nil && !sample.CanCast(a.expr.Type(), sample.Int) {
		err = fmt.Errorf("the expression '%v' gives no integer", a.expr)
	}
	return err
}

// Run changes the entry, if one is tracked and there is a value.
func (a *changeMark) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	m, ok := markOf(cx, a.number)
	if !ok {
		return rule.Continue
	}
	n := a.value
	if a.expr != nil {
		v, ok := a.expr.Eval(cx)
		if ok {
			v, ok = v.Cast(cx, sample.Int)
		}
		if !ok {
			return rule.Continue
		}
		n = v.Int()
	}
	e := m.table.Lock(m.ref, tableClock(cx))
	a.do(e, a.element, n)
	e.Unlock()
	return rule.Continue
}
