package forward

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// Say tells people a step of an installation, in a line.
type Say func(format string, args ...any)

// Install prepares the receivers of all destinations, or of the one of that name, for what they will be sent, and says in
// plain words what it did. It reports whether all are prepared. What is prepared already is left as it is.
func Install(w io.Writer, all []*Config, name string) (ok bool) {
	if all = named(all, name); len(all) == 0 {
		fmt.Fprintln(w, noSection)
		return false
	}
	ok = true
	for _, c := range all {
		fmt.Fprintf(w, "%s: %s\n", c.Name, c.target)
		say := func(format string, args ...any) { fmt.Fprintf(w, "  "+format+"\n", args...) }
		if c.target.kind.install == nil {
			say("nothing to install: it takes what it is sent")
			continue
		}
		if err := c.target.kind.install(context.Background(), c.target, say); err != nil {
			ok = false
			say("not installed: %v", err)
			say("%s", advice(err))
		}
	}
	return ok
}

const noSection = "There is no such section 'metrics-forward' in the configuration."

// named returns the sections of a name, or all without one.
func named(all []*Config, name string) []*Config {
	if name == "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(c *Config) bool { return c.Name != name })
}
