package proxy

import (
	"errors"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	change := func(name string, in rule.Set, usage, help string, values, valued bool, do func(l *sample.List, key, value string) error) rule.Spec {
		return rule.Spec{
			Name: name, In: in, Args: true, Usage: usage, Help: help,
			Parse: func(p *rule.Parser) (rule.Action, error) { return parseListChange(p, values, valued, do) },
		}
	}
	remove := func(l *sample.List, key, _ string) error { return l.Remove(key) }
	rule.Register(
		change("add-acl", rule.HTTPRequest|rule.HTTPResponse, "add-acl(<file>) <key>", "Adds a pattern to the list of a file, unless it is there.", false, false, addOnce),
		change("del-acl", rule.HTTP, "del-acl(<file>) <key>", "Removes a pattern from the list of a file.", false, false, remove),
		change("set-map", rule.HTTP, "set-map(<file>) <key> <value>", "Sets the value of a key in the map of a file.", true, true, (*sample.List).Put),
		change("del-map", rule.HTTP, "del-map(<file>) <key>", "Removes a key from the map of a file.", true, false, remove),
	)
}

func addOnce(l *sample.List, key, _ string) error {
	if l.Has(key) {
		return nil
	}
	return l.Add(key, "")
}

// A listChange changes a list of patterns, for all traffic.
type listChange struct {
	list       *sample.List
	key, value *sample.Format
	do         func(l *sample.List, key, value string) error
}

func parseListChange(p *rule.Parser, values, valued bool, do func(l *sample.List, key, value string) error) (rule.Action, error) {
	a := &listChange{do: do}
	var err error
	if a.key, err = p.Format("<key>"); err != nil {
		return nil, err
	}
	if valued {
		if a.value, err = p.Format("<value>"); err != nil {
			return nil, err
		}
	}
	if p.Args == "" {
		return nil, errors.New("missing name of the file")
	}
	a.list, err = p.Env.List(p.Args, values)
	return a, err
}

// Run changes the list. A value that the map's users cannot read is left out, and is no reason to hold up the request.
func (a *listChange) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	key, value := string(streamOf(cx).format(a.key)), ""
	if a.value != nil {
		value = string(streamOf(cx).format(a.value))
	}
	_ = a.do(a.list, key, value) // what is not there need not be removed
	return rule.Continue
}
