package test

import (
	"maps"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// command is a command of a script, as testscript calls it.
type command = func(ts *testscript.TestScript, neg bool, args []string)

// verb is what follows the name of a command, such as "start" in "origin start a".
type verb struct {
	usage string // its arguments
	least int    // number of arguments that it must have
	neg   bool   // "!" has a meaning for it
	run   command
}

// verbs makes one command of several.
func verbs(name string, all map[string]verb) command {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) == 0 {
			ts.Fatalf("usage: %s %s ...", name, strings.Join(slices.Sorted(maps.Keys(all)), "|"))
		}
		v, ok := all[args[0]]
		switch {
		case !ok:
			ts.Fatalf("%s: unknown %q", name, args[0])
		case len(args)-1 < v.least:
			ts.Fatalf("usage: %s %s %s", name, args[0], v.usage)
		case neg && !v.neg:
			ts.Fatalf("%s %s cannot be negated", name, args[0])
		}
		v.run(ts, neg, args[1:])
	}
}
