package export

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"metergate/internal/metric"
)

// Latency writes the distributions of times of the rows that have any, as a table for people: a line per row with the
// total time, or with phases a line per row and phase. Times are in ms.
func Latency(w io.Writer, rows Rows, v *metric.View, phases bool) error {
	lines := [][]string{{"# name", "phase", "requests", "mean"}}
	for _, p := range metric.Percentiles {
		lines[0] = append(lines[0], p.Name)
	}
	lines[0] = append(lines[0], "max")
	for o := range visible(rows, v) {
		for _, h := range timeDistributions() {
			var d metric.Distribution
			if phases || h.Name == totalTime {
				h.Read(o.MetricSet(), &d)
			}
			if d.Count > 0 {
				lines = append(lines, latencyLine(o, h, &d))
			}
		}
	}
	_, err := io.WriteString(w, aligned(lines, 2))
	return err
}

// totalTime is the distribution of the whole time of requests.
const totalTime = "ttime"

// timeDistributions are the phases of requests.
func timeDistributions() (all []*metric.Histogram) {
	for _, h := range metric.Histograms() {
		if strings.HasSuffix(h.Series, timeSuffix) {
			all = append(all, h)
		}
	}
	return all
}

// latencyLine is what the table says of one distribution.
func latencyLine(o metric.Object, h *metric.Histogram, d *metric.Distribution) []string {
	ms := func(ns float64) string { return strconv.FormatFloat(ns/1e6, 'f', 3, 64) }
	line := []string{rowName(o), phaseName(h), strconv.FormatUint(d.Count, 10), ms(float64(d.Sum) / float64(d.Count))}
	for _, p := range metric.Percentiles {
		line = append(line, ms(d.Quantile(p.Share)))
	}
	return append(line, ms(d.Quantile(1)))
}

// aligned puts cells below each other, the first ones of a line to the left and the others to the right.
func aligned(lines [][]string, left int) string {
	width := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		for i, cell := range line {
			if i < left {
				fmt.Fprintf(&b, "%-*s  ", width[i], cell)
			} else {
				fmt.Fprintf(&b, "%*s  ", width[i], cell)
			}
		}
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), "  \n", "\n")
}

// rowName names a row as commands take it: proxy/server.
func rowName(o metric.Object) string {
	id := o.MetricIdent()
	return string(appendLine(nil, id.Proxy+"/"+id.Name))
}

// phaseName is what the exporter calls a phase, without its unit.
func phaseName(h *metric.Histogram) string { return strings.TrimSuffix(h.Series, timeSuffix) }

const timeSuffix = "_time_seconds"

// barWidth is how long the bar of the fullest octave is.
const barWidth = 50

// LatencyBars draws the total time of each row as bars, one for each doubling of the time.
func LatencyBars(w io.Writer, rows Rows, v *metric.View) error {
	for o := range visible(rows, v) {
		var d metric.Distribution
		for _, h := range timeDistributions() {
			if h.Name == totalTime {
				h.Read(o.MetricSet(), &d)
			}
		}
		if d.Count == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "\n%s, total time of %d requests, up to\n%s", rowName(o), d.Count, bars(&d)); err != nil {
			return err
		}
	}
	return nil
}

// An octave is how many values lie up to a bound and above half of it.
type octave struct {
	upTo float64 // seconds
	n    uint64
}

// bars draws a distribution. Where several octaves in a row have no value dots stand for them.
func bars(d *metric.Distribution) string {
	var b strings.Builder
	all := octaves(d)
	most := slices.MaxFunc(all, func(a, b octave) int { return cmp.Compare(a.n, b.n) }).n
	for i := 0; i < len(all); i++ {
		empty := i
		for all[empty].n == 0 {
			empty++
		}
		if empty-i > 2 {
			fmt.Fprintf(&b, "%15s\n", "...")
			i = empty
		}
		o := all[i]
		length := int((o.n*barWidth + most - 1) / most)
		fmt.Fprintf(&b, "%12.3f ms |%-*s| %d  %.1f %%\n", 1e3*o.upTo, barWidth, strings.Repeat("#", length), o.n,
			100*float64(o.n)/float64(d.Count))
	}
	return b.String()
}

// octaves returns the doublings from the first that has a value to the last.
func octaves(d *metric.Distribution) (all []octave) {
	const each = 1 << metric.Schema
	sum := octave{upTo: d.ZeroThreshold(), n: d.Zero}
	for i := 0; ; i += each {
		if sum.n > 0 || len(all) > 0 {
			all = append(all, sum)
		}
		if i == metric.Buckets {
			break
		}
		sum = octave{upTo: d.UpperBound(i + each - 1)}
		for _, n := range d.Buckets[i : i+each] {
			sum.n += n
		}
	}
	for all[len(all)-1].n == 0 {
		all = all[:len(all)-1]
	}
	return all
}
