package export

import (
	"io"
	"strings"

	"metergate/internal/metric"
)

// OpenMetrics writes the format of that name, version 1.0: the lines of Prometheus under heads of its own, exemplars
// behind buckets, and a mark at the end. Names, labels and values are the same.
func OpenMetrics(w io.Writer, process metric.Object, rows Rows, v *metric.View, s *Scrape) error {
	return render(w, func(o *out) {
		o.open = true
		o.scrape(process, rows, v, s)
		o.text("# EOF\n")
	})
}

// openHead renders the lines before the values of a metric in OpenMetrics. A counter there is named without the _total of
// its values; a metric that counts and is named otherwise has no type of the format, so it is unknown.
func openHead(f *Family) string {
	name, typ := f.Name, f.Type.String()
	if f.Type == Counter {
		base, ok := strings.CutSuffix(f.Name, "_total")
		if ok {
			name = base
		} else {
			typ = "unknown"
		}
	}
	b := append([]byte("# TYPE "+name+" "+typ+"\n"), ""...)
	if f.Unit != "" && strings.HasSuffix(name, "_"+f.Unit) {
		b = append(b, "# UNIT "+name+" "+f.Unit+"\n"...)
	}
	b = append(b, "# HELP "+name+" "...)
	return strings.ReplaceAll(string(appendHelp(b, f.Help)), `"`, `\"`) + "\n"
}

// unitOf returns the unit that a name ends with, where it is one of those that OpenMetrics names.
func unitOf(name string) string {
	name = strings.TrimSuffix(name, "_total")
	for _, unit := range []string{"seconds", "bytes"} {
		if strings.HasSuffix(name, "_"+unit) {
			return unit
		}
	}
	return ""
}
