package admin

import (
	"slices"
	"strings"
)

func init() {
	Register(Command{Name: "help", Master: true, Args: "[<command>]", Help: "list matching or all commands", Run: runHelp})
	Register(Command{Name: "quit", Master: true, Help: "disconnect", Run: func(r *Request) error {
		r.ended = true
		return nil
	}})
}

// always are the commands that each list of commands ends with.
var always = []string{"help", "prompt", "quit"}

// helpWidth is the width of the column of usages.
const helpWidth = 39

// maxSuggestions bounds the commands that are named in place of an unknown one.
const maxSuggestions = 10

// runHelp lists the commands, or those that begin with the given words, or that are close to them.
func runHelp(r *Request) error {
	return r.Infof("The following commands are valid at this level:\n%s", listCommands(matching(r.Session, r.Args)))
}

// unknown is the answer to a line that begins with no command.
func unknown(s *Session, words []string) string {
	return "Unknown command: '" + words[0] + "', but maybe one of the following ones is a better match:\n" + listCommands(matching(s, words))
}

// visible yields the commands that the client may run, without those that it is always told of.
func (s *Session) visible(yield func(*Command) bool) {
	for c := range s.api.commands().all() {
		if c.Hidden || c.Level > s.level || c.Mode != NoMode && !slices.Contains(s.modes, c.Mode) || slices.Contains(always, c.Name) {
			continue
		}
		if !yield(c) {
			return
		}
	}
}

// matching returns the commands that begin with the longest run of the given words that any command begins with. When
// words remain, it returns those of them whose remaining words are close.
func matching(s *Session, words []string) []*Command {
	if len(words) == 1 && slices.Contains(always, words[0]) {
		return nil
	}
	shared := 0
	for c := range s.visible {
		shared = max(shared, commonPrefix(c.words, words))
	}
	var family []*Command
	for c := range s.visible {
		if commonPrefix(c.words, words) == shared {
			family = append(family, c)
		}
	}
	if shared == len(words) {
		return family
	}
	if close := closest(family, shared, words); len(close) > 0 {
		return close
	}
	return family
}

func commonPrefix(a, b []string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// closest returns the commands whose words behind the first few are spelled like the given ones.
func closest(family []*Command, from int, words []string) []*Command {
	type candidate struct {
		*Command
		distance int
	}
	wanted := strings.Join(words[from:], " ")
	var found []candidate
	for _, c := range family {
		name := strings.Join(c.words[from:], " ")
		if d := distance(name, wanted); d <= (len(name)+len(wanted))/3 {
			found = append(found, candidate{c, d})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.distance - b.distance })
	found = found[:min(len(found), maxSuggestions)]
	var all []*Command
	for _, f := range found {
		all = append(all, f.Command)
	}
	slices.SortFunc(all, func(a, b *Command) int { return strings.Compare(a.Usage(), b.Usage()) })
	return all
}

// distance returns how many characters must be added, removed or changed to make one word of the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// listCommands writes one line for each command, and those that always follow.
func listCommands(list []*Command) string {
	var b strings.Builder
	for _, c := range list {
		writeUsage(&b, c)
	}
	for _, name := range always {
		writeUsage(&b, find([]string{name}))
	}
	return b.String()
}

func writeUsage(b *strings.Builder, c *Command) {
	usage := c.Usage()
	b.WriteString("  " + usage + strings.Repeat(" ", max(0, helpWidth-len(usage))) + " : " + c.Help + "\n")
}
