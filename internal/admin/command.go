package admin

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// A Command is one command of the Runtime API, declared beside its behaviour.
type Command struct {
	// Name is the words by which the command is called, such as "show stat".
	Name string
	// Args is how help and manual print the arguments.
	Args string
	// Help is a few words for help and manual.
	Help string
	// Level is the least level of a client that may run it.
	Level Level
	// Mode is the mode that must be turned on first.
	Mode Mode
	// Hidden leaves the command out of help: programs call it, not people.
	Hidden bool
	// Run answers one call. What it returns is the error message that the client gets.
	Run func(*Request) error

	words []string
}

// A Mode is a switch of the session that some commands ask for.
type Mode uint8

// The modes.
const (
	NoMode       Mode = iota
	Expert            // expert-mode on
	Experimental      // experimental-mode on
)

var modeNames = [...]string{Expert: "expert", Experimental: "experimental"}

// registry holds the commands by the first of their words.
var registry = map[string][]*Command{}

// Register adds a command; init functions do it.
func Register(c Command) {
	c.words = strings.Fields(c.Name)
	first := c.words[0]
	for _, other := range registry[first] {
		if other.Name == c.Name {
			panic("admin: command " + c.Name + " is declared twice")
		}
	}
	registry[first] = append(registry[first], &c)
}

// Commands yields every command in the order of help.
func Commands() iter.Seq[*Command] {
	var all []*Command
	for _, family := range registry {
		all = append(all, family...)
	}
	slices.SortFunc(all, func(a, b *Command) int { return cmp.Compare(a.Usage(), b.Usage()) })
	return slices.Values(all)
}

// find returns the command with the most words that the line begins with, or nil.
func find(line []string) *Command {
	var best *Command
	for _, c := range registry[line[0]] {
		if len(c.words) <= len(line) && slices.Equal(c.words, line[:len(c.words)]) && (best == nil || len(c.words) > len(best.words)) {
			best = c
		}
	}
	return best
}

// Usage returns the name and the arguments.
func (c *Command) Usage() string {
	if c.Args == "" {
		return c.Name
	}
	return c.Name + " " + c.Args
}
