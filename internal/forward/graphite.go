package forward

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"metergate/internal/export"
)

var _ = declare(kind{
	name: "graphite", schemes: []string{"tcp"}, options: "path tags", once: true,
	help: "Graphite (carbon, go-carbon, carbon-relay) and whatever else takes its plain text, over TCP. Values are those that a scrape of the exporter has, counters too; " +
		"of a distribution there are its count, its sum and the percentiles since the tick before, with p50 to p999 behind the name. Names are words between dots: " +
		"haproxy.server.<proxy>.<server>.<metric>.<code or state>. What is no letter, digit, hyphen or underscore in a word is an underscore with two hexadecimal digits. " +
		"`path <prefix>` stands before all names, haproxy when absent. `tags on` sends haproxy.server.<metric> with tags instead, for Graphite 1.1 and later. " +
		"A URL without a port has 2003. `metrics` goes by the exporter's names.",
	guarantee: "At most once: lines that this machine cannot hand over are counted as dropped, those that get lost in a connection that breaks nobody knows of.",
	open:      openGraphite,
})

// A graphite sends readings to Graphite. Its items are lines, each with its end.
type graphite struct {
	lines
	prefix string
	tagged bool
	growth growth
	names  export.Memory[naming]
	line   []byte
}

func openGraphite(t *target) (form, error) {
	g := &graphite{lines: lines{target: t}, prefix: t.options.or("path", "haproxy"), tagged: t.options.or("tags", "off") == "on"}
	switch tags := t.options.or("tags", "off"); {
	case tags != "on" && tags != "off":
		return nil, errors.New("'target' : 'tags' of graphite is on or off")
	case !isPrefix(g.prefix):
		return nil, errors.New("'target' : 'path' is words of letters, digits, hyphens and underscores, with dots between them")
	case len(t.labels) > 0 && !g.tagged:
		return nil, errors.New("'label' is of no use to graphite without 'tags on'; use the option 'path'")
	}
	return g, notHTTP(t)
}

// items makes the lines of the readings.
func (g *graphite) items(k *tick, add func(item []byte)) {
	end := append(strconv.AppendInt([]byte{' '}, k.at.Unix(), 10), '\n')
	line := func(n *naming, word string, value float64) {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return
		}
		g.line = append(append(n.appendName(g.line[:0], word), n.tags...), ' ')
		g.line = append(appendDecimal(g.line, value), end...)
		add(g.line)
	}
	g.growth.begin()
	g.names.Begin()
	for r := range k.readings {
		n, known := g.names.Of(r)
		if !known {
			n.name, n.tags = g.name(k, r)
		}
		if r.Distribution == nil {
			line(n, "", r.Value)
			continue
		}
		line(n, "count", float64(r.Distribution.Count))
		line(n, "sum", r.Distribution.Total())
		if d := g.growth.shape(k, r); d != nil {
			quantiles(r, d, func(p string, value float64) { line(n, p, value) })
		}
	}
	g.growth.end()
	for range g.names.Gone { // forgets those that are not there any more
	}
}

// name returns how a reading is called, and its tags, in the order of their names.
func (g *graphite) name(k *tick, r *export.Reading) (name, tags string) {
	if !g.tagged {
		return dottedName(g.prefix, r), ""
	}
	all := append([]label{{"instance", k.instance}}, k.labels...)
	for name, value := range r.Labels {
		all = append(all, label{name, value})
	}
	for _, l := range lastOfEach(all) {
		if l.name != "" && l.value != "" {
			tags += ";" + escapeTag(l.name, ";!^=") + "=" + escapeTagValue(l.value)
		}
	}
	return taggedName(g.prefix, r), tags
}

// escapeTagValue returns the value of a tag. A tilde may not be its first character.
func escapeTagValue(s string) string {
	if s = escapeTag(s, ";"); strings.HasPrefix(s, "~") {
		return string(appendHex(nil, '_', '~')) + s[1:]
	}
	return s
}
