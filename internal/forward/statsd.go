package forward

import (
	"errors"
	"math"
	"strings"

	"metergate/internal/export"
)

const statsdHelp = "Counters are sent as what they grew by since the tick before, and not when they did not; all else as gauges. Of a distribution its percentiles since " +
	"the tick before are gauges, with p50 to p999 behind the name, and `count` a counter. What was counted before the first tick of a process is not sent. " +
	"`prefix <name>` stands before all names, haproxy when absent. A URL without a port has 8125. `metrics` goes by the exporter's names."

const statsdGuarantee = "At most once: datagrams that this machine cannot send are counted as dropped, those that get lost on the way nobody knows of."

var (
	_ = declare(kind{
		name: "statsd", schemes: []string{"udp", "unix"}, options: "prefix", once: true, guarantee: statsdGuarantee, open: openStatsd,
		help: "A statsd daemon, over UDP or a Unix datagram socket, in packets of at most 1432 bytes. Names are words between dots: " +
			"haproxy.server.<proxy>.<server>.<metric>.<code or state>. What is no letter, digit, hyphen or underscore in a word is an underscore with two hexadecimal digits. " + statsdHelp,
	})
	_ = declare(kind{
		name: "dogstatsd", schemes: []string{"udp", "unix"}, options: "prefix", once: true, guarantee: statsdGuarantee, open: openStatsd,
		help: "A Datadog agent or whatever else takes statsd with tags, over UDP or a Unix datagram socket, in packets of at most 1432 bytes. Names are " +
			"haproxy.server.<metric>; labels are tags. " + statsdHelp,
	})
)

// A statsd sends readings to a statsd daemon. Its items are lines, without the end of the last one; those of an item belong
// together.
type statsd struct {
	datagrams
	prefix string
	tagged bool
	tags   string // of the section
	growth growth
	names  export.Memory[naming]
	line   []byte
}

func openStatsd(t *target) (form, error) {
	s := &statsd{datagrams: datagrams{target: t}, prefix: t.options.or("prefix", "haproxy"), tagged: t.kind.name == "dogstatsd"}
	for _, l := range t.labels {
		s.tags = appendDogTag(s.tags, l.name, l.value)
	}
	switch {
	case !isPrefix(s.prefix):
		return nil, errors.New("'target' : 'prefix' is words of letters, digits, hyphens and underscores, with dots between them")
	case t.tls != nil:
		return nil, errors.New("'target' : 'ssl' is of no use to datagrams")
	case len(t.labels) > 0 && !s.tagged:
		return nil, errors.New("'label' is of no use to statsd, which has no tags: use dogstatsd, or the option 'prefix'")
	}
	return s, notHTTP(t)
}

// items makes the lines of the readings.
func (s *statsd) items(k *tick, add func(item []byte)) {
	s.growth.begin()
	s.names.Begin()
	for r := range k.readings {
		n, known := s.names.Of(r)
		if !known {
			n.name, n.tags = s.name(r)
		}
		s.line = s.line[:0]
		switch {
		case r.Distribution != nil:
			s.distribution(k, r, n, add)
		case r.Family.Type == export.Counter:
			if by := s.growth.number(k, r); by > 0 {
				add(s.append(n, "", by, "|c"))
			}
		case math.IsNaN(r.Value) || math.IsInf(r.Value, 0):
		case r.Value < 0 && !s.tagged: // a sign makes a change of a value
			s.line = append(s.append(n, "", 0, "|g"), '\n')
			add(s.append(n, "", r.Value, "|g"))
		default:
			add(s.append(n, "", r.Value, "|g"))
		}
	}
	s.growth.end()
	for range s.names.Gone { // forgets those that are not there any more
	}
}

// distribution makes the lines of what a distribution took in since the tick before.
func (s *statsd) distribution(k *tick, r *export.Reading, n *naming, add func(item []byte)) {
	d := s.growth.shape(k, r)
	if d == nil {
		return
	}
	add(s.append(n, "count", float64(d.Count), "|c"))
	quantiles(r, d, func(p string, value float64) {
		s.line = s.line[:0]
		add(s.append(n, p, value, "|g"))
	})
}

// name returns how a reading is called, and its tags.
func (s *statsd) name(r *export.Reading) (name, tags string) {
	if !s.tagged {
		return dottedName(s.prefix, r), ""
	}
	for name, value := range r.Labels {
		tags = appendDogTag(tags, name, value)
	}
	return taggedName(s.prefix, r), tags + s.tags
}

// append appends a line, with one more word in the name unless that is empty. Numbers have no exponent: not every daemon
// reads one.
func (s *statsd) append(n *naming, word string, value float64, typ string) []byte {
	s.line = appendDecimal(append(n.appendName(s.line, word), ':'), value)
	s.line = append(s.line, typ...)
	if n.tags != "" {
		s.line = append(append(s.line, "|#"...), n.tags[1:]...)
	}
	return s.line
}

// appendDogTag appends a tag behind a comma. What would end the tag or the line is escaped as in dotted names.
func appendDogTag(tags, name, value string) string {
	if name == "" || value == "" {
		return tags
	}
	return tags + "," + escapeTag(name, ":,|#") + ":" + escapeTag(value, ",|#")
}

func escapeTag(s, marks string) string {
	var b []byte
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == 0x7f || strings.IndexByte(marks, c) >= 0 {
			b = appendHex(b, '_', c)
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}
