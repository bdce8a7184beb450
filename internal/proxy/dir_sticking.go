package proxy

import (
	"fmt"
	"slices"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

// Lines that tie clients to servers by what a stick table remembers.
var (
	dirStickOn = conf.List(conf.Spec{
		Name: "stick on", In: conf.Backend, Usage: "stick on <key> [table <table>] [{if | unless} <condition>]",
		Help: "Is `stick match` and `stick store-request` at once.",
	}, parseStick)
	dirStickMatch = conf.List(conf.Spec{
		Name: "stick match", In: conf.Backend, Usage: "stick match <key> [table <table>] [{if | unless} <condition>]",
		Help: "Gives a request to the server that the table knows of its key; the first line that finds one which is not down wins.",
	}, parseStick)
	dirStickRequest = conf.List(conf.Spec{
		Name: "stick store-request", In: conf.Backend, Usage: "stick store-request <key> [table <table>] [{if | unless} <condition>]",
		Help: "Has the table remember, under a key of the request, the server that answers it.",
	}, parseStick)
	dirStickResponse = conf.List(conf.Spec{
		Name: "stick store-response", In: conf.Backend, Usage: "stick store-response <key> [table <table>] [{if | unless} <condition>]",
		Help: "Has the table remember, under a key of the response, the server that it came from.",
	}, parseStick)
	srvNonStick = serverFlag("non-stick", "No table remembers the server.")
	srvStick    = serverFlag("stick", "Takes back `non-stick` of a default-server line.")
)

func parseStick(a *conf.Args) (words, error) {
	if a.Done() {
		return nil, fmt.Errorf("'stick' expects a fetch method.")
	}
	return keepWords(a)
}

// A stickLine is a line of one of the four kinds.
type stickLine struct {
	conf.Entry[words]
	matches, stores bool
	response        bool // the key is of the response
}

// stickLines are the lines of a section in their order.
func stickLines(b *conf.Bag) (all []stickLine) {
	for _, kind := range []struct {
		key  *conf.ListKey[words]
		line stickLine
	}{
		{dirStickOn, stickLine{matches: true, stores: true}},
		{dirStickMatch, stickLine{matches: true}},
		{dirStickRequest, stickLine{stores: true}},
		{dirStickResponse, stickLine{stores: true, response: true}},
	} {
		for _, entry := range kind.key.All(b) {
			line := kind.line
			line.Entry = entry
			all = append(all, line)
		}
	}
	slices.SortStableFunc(all, func(a, b stickLine) int { return a.Line - b.Line })
	return all
}

// table is the name of the table that a line of the section names, or the section's own.
func (l *stickLine) table(section string) string {
	for i, word := range l.Value[1:] {
		switch word {
		case "if", "unless":
			return section
		case "table":
			return append(l.Value[i+2:], "")[0]
		}
	}
	return section
}

// A stickRule is a compiled line.
type stickRule struct {
	key             *sample.Expr
	table           *Table
	cond            *sample.Cond // nil: always
	matches, stores bool
}

// sticks compiles the stick lines of a backend: those for requests, and those for responses.
func (u *ruleCompiler) sticks() (request, response []stickRule) {
	for _, line := range stickLines(u.proxy.Bag) {
		r, err := u.stick(&line)
		switch {
		case err != nil:
			u.alert(line.Pos, conf.Loose, "'stick': %v.", err)
		case line.response:
			response = append(response, r)
		default:
			request = append(request, r)
		}
	}
	return request, response
}

func (u *ruleCompiler) stick(l *stickLine) (stickRule, error) {
	at := sample.AtBalance
	if l.response {
		at = sample.AtStickStore
	}
	env := u.env(at, l.Pos)
	r := stickRule{matches: l.matches, stores: l.stores}
	key, n, err := sample.ParseExpr(l.Value, env)
	if err != nil {
		return r, err
	}
	name, rest := u.proxy.Name, l.Value[n:]
	if len(rest) > 0 && rest[0] == "table" {
		name = append(rest[1:], "")[0]
		rest = rest[min(len(rest), 2):]
	}
	if r.key, r.table = key, u.g.tables[name]; r.table == nil {
		return r, fmt.Errorf("unable to find stick-table '%s'", name)
	}
	if !sample.CanCast(key.Type(), r.table.keySample()) {
		return r, fmt.Errorf("stick-table '%s' has keys of type %v, which '%v' cannot be", name, r.table.Config().Type, key)
	}
	if len(rest) == 0 {
		return r, nil
	}
	if rest[0] != "if" && rest[0] != "unless" {
		return r, fmt.Errorf("unknown keyword '%s'", rest[0])
	}
	r.cond, err = sample.ParseCond(rest, env)
	return r, err
}
