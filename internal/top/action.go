package top

import (
	"fmt"
	"strings"
)

// An action is a command that changes the gateway.
type action struct{ command, question string }

// actions are those that keys ask for.
var actions = map[key]struct{ verb, command string }{
	'e': {"enable", "set server %s state ready"},
	'd': {"disable", "set server %s state maint"},
	'D': {"drain", "set server %s state drain"},
}

// ask makes the question whether the action of a key is meant, for the selected server.
func (m *model) ask(k key) {
	r := m.current()
	a := actions[k]
	if r == nil || r.kind != server {
		m.notice = "select a server to " + a.verb + " it"
		return
	}
	name := r.title()
	if strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c == ';' || c == 0x7f }) {
		m.notice = "the name of this server cannot be sent"
		return
	}
	m.asked = &action{fmt.Sprintf(a.command, name), a.verb + " " + name + "? (y/n)"}
}

// answer tells what came of an action.
func (m *model) answer(a *action, text string, err error) {
	text = strings.TrimSpace(text)
	switch {
	case err != nil:
		m.notice = a.command + ": " + err.Error()
	case text != "":
		m.notice = a.command + ": " + text
	default:
		m.notice = a.command + ": done"
	}
}
