package admin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"metergate/internal/resolve"
)

func init() {
	Register(Command{Name: "show resolvers", Args: "[<resolvers>]", Help: "dump counters from all resolvers section and associated name servers", Level: User, Run: runShowResolvers})
}

func runShowResolvers(r *Request) error {
	all := r.Gateway().Resolvers
	if name := r.Arg(0); name != "" {
		one := r.Gateway().Resolver(name)
		if one == nil {
			return message("Can't find that resolvers section")
		}
		all = []*resolve.Resolver{one}
	}
	for _, section := range all {
		r.Printf("Resolvers section %s\n", section.Name)
		for _, n := range section.Nameservers {
			if err := r.showNameserver(n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Request) showNameserver(n *resolve.Nameserver) error {
	err := r.Printf(" nameserver %s:\n", n.Name)
	for _, c := range resolve.EachCounter {
		name := c.Name
		if name == "send_error" {
			name = "snd_error" // here alone, as in the reference
		}
		err = r.Printf("  %-12s %d\n", name+":", c.Of(&n.Counters).Load())
	}
	return err
}

// showResolverStats is `show stat domain resolvers`: a row for each name server, in the form that the words ask for.
func (r *Request) showResolverStats(words []string) error {
	row, end := nameserverCSV, ""
	switch {
	case slices.Contains(words, "json"):
		row, end = nameserverJSON(), "]\n"
	case slices.Contains(words, "typed"):
		row = nameserverTyped
	default:
		r.Printf("# id,pid")
		for _, c := range resolve.EachCounter {
			r.Printf(",%s", c.Name)
		}
		r.Printf(",\n")
	}
	for _, section := range r.Gateway().Resolvers {
		for _, n := range section.Nameservers {
			if err := r.Printf("%s", row(section.Name, n)); err != nil {
				return err
			}
		}
	}
	return r.Printf("%s", end)
}

func nameserverCSV(section string, n *resolve.Nameserver) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,%s,", n.Name, section)
	for _, c := range resolve.EachCounter {
		fmt.Fprintf(&b, "%d,", c.Of(&n.Counters).Load())
	}
	return b.String() + "\n"
}

func nameserverTyped(section string, n *resolve.Nameserver) string {
	var b strings.Builder
	fmt.Fprintf(&b, "N.0.id:CGPV:str:%s\nN.1.pid:CGPV:str:%s\n", n.Name, section)
	for i, c := range resolve.EachCounter {
		fmt.Fprintf(&b, "N.%d.%s:MGPV:u64:%d\n", i+2, c.Name, c.Of(&n.Counters).Load())
	}
	return b.String()
}

// nameserverJSON returns what writes the rows of one array, its beginning before the first.
func nameserverJSON() func(string, *resolve.Nameserver) string {
	before := "["
	return func(section string, n *resolve.Nameserver) string {
		var b strings.Builder
		b.WriteString(before)
		before = ","
		field := func(pos int, name, origin, kind, value string) {
			fmt.Fprintf(&b, `{"field":{"pos":%d,"name":%q},"tags":{"origin":%q,"nature":"Gauge","scope":"Process"},"value":{"type":%q,"value":%s}}`,
				pos, name, origin, kind, value)
		}
		b.WriteByte('[')
		field(0, "id", "Config", "str", strconv.Quote(n.Name))
		b.WriteByte(',')
		field(1, "pid", "Config", "str", strconv.Quote(section))
		for i, c := range resolve.EachCounter {
			b.WriteByte(',')
			field(i+2, c.Name, "Metric", "u64", strconv.FormatUint(c.Of(&n.Counters).Load(), 10))
		}
		return b.String() + "]"
	}
}
