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
	// Master is set for a command that a master has too; RegisterMaster adds those that only a master has.
	Master bool
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

// A table holds commands by the first of their words.
type table map[string][]*Command

// The commands of a process that serves, and those of a master.
var registry, masterRegistry = table{}, table{}

// Register adds a command; init functions do it.
func Register(c Command) {
	registry.add(c)
	if c.Master {
		masterRegistry.add(c)
	}
}

// RegisterMaster adds a command that only a master has.
func RegisterMaster(c Command) { masterRegistry.add(c) }

func (t table) add(c Command) {
	c.words = strings.Fields(c.Name)
	first := c.words[0]
	for _, other := range t[first] {
		if other.Name == c.Name {
			panic("admin: command " + c.Name + " is declared twice")
		}
	}
	t[first] = append(t[first], &c)
}

// Commands yields every command of a process that serves, in the order of help.
func Commands() iter.Seq[*Command] { return registry.all() }

// commands are those that clients of the server may call.
func (s *Server) commands() table {
	if s.Master != nil {
		return masterRegistry
	}
	return registry
}

func (t table) all() iter.Seq[*Command] {
	var all []*Command
	for _, family := range t {
		all = append(all, family...)
	}
	slices.SortFunc(all, func(a, b *Command) int { return cmp.Compare(a.Usage(), b.Usage()) })
	return slices.Values(all)
}

// find returns the command of a process that serves, with the most words that the line begins with, or nil.
func find(line []string) *Command { return registry.find(line) }

// find returns the command with the most words that the line begins with, or nil.
func (t table) find(line []string) *Command {
	var best *Command
	for _, c := range t[line[0]] {
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
