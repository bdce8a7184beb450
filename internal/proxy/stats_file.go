package proxy

import (
	"fmt"
	"io"
	"strconv"

	"metergate/internal/conf"
	"metergate/internal/metric"
)

var dirStatsFile = conf.Scalar(conf.Spec{
	Name: "stats-file", In: conf.Global, Usage: "stats-file <file>",
	Help: "What `dump stats-file` printed before: proxies, addresses and servers with a guid go on counting from there.",
}, parseStatsFile)

func parseStatsFile(a *conf.Args) (string, error) {
	if a.Done() {
		return "", fmt.Errorf("'%s' expect one argument: a file path.", a.Name())
	}
	path := a.Next().Text
	if before, twice := conf.Previous[string](a); twice {
		a.Warnf("'%s' already specified. Continuing.", a.Name())
		path = before
	}
	return path, nil
}

// A statsSide is a half of a stats-file: the rows of clients' side, or those of servers' side, which have columns of their
// own.
type statsSide struct {
	word  string // of the header
	kinds metric.Kinds
}

var statsSides = [...]statsSide{
	{"#fe", metric.Frontend | metric.Listener},
	{"#be", metric.Backend | metric.Server},
}

// columns are those of the reference that go on over a restart: counters, rates and ages, but sess_other, which follows
// from others.
func (s *statsSide) columns() (all []*metric.Column) {
	for _, c := range metric.Table() {
		if c.CSV < metric.Separator && c.Name != "sess_other" && s.keeps(c) {
			all = append(all, c)
		}
	}
	return all
}

func (s *statsSide) keeps(c *metric.Column) bool {
	for k, letters := range c.On {
		if letters == "" || !s.kinds.Has(metric.Kind(k)) {
			continue
		}
		switch letters[1] {
		case 'C':
			return c.Type == metric.U64
		case 'R', 'A':
			return true
		}
	}
	return false
}

// DumpStats writes a stats-file: for each side a header and the rows that have a GUID.
func (g *Gateway) DumpStats(w io.Writer, v *metric.View) error {
	for i := range statsSides {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := g.dumpSide(w, &statsSides[i], v); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gateway) dumpSide(w io.Writer, s *statsSide, v *metric.View) error {
	columns := s.columns()
	line := []byte(s.word + " guid,")
	for _, c := range columns {
		line = append(append(line, c.Name...), ',')
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		return err
	}
	for o := range g.Rows {
		id := guidOf(o)
		if id == "" || !s.kinds.Has(o.MetricKind()) {
			continue
		}
		line = append(append(line[:0], id...), ',')
		for _, c := range columns {
			line = append(strconv.AppendUint(line, statsValue(c, o, v), 10), ',')
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// statsValue is a column of a row, 0 where the row has none, and for an age that never began.
func statsValue(c *metric.Column, o metric.Object, v *metric.View) uint64 {
	x := c.Value(o, v)
	if x.Empty() || x.Int() < 0 {
		return 0
	}
	return x.Uint()
}

// guidOf returns the GUID of a row, "" without.
func guidOf(o metric.Object) string {
	switch o := o.(type) {
	case *Frontend:
		return o.GUID
	case *Backend:
		return o.GUID
	case *Listener:
		return o.GUID
	case *Server:
		return o.GUID
	}
	return ""
}
