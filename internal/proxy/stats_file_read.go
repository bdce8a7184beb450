package proxy

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/metric"
)

// A statsReader reads a stats-file. What it does not know it passes over: files outlive configurations and versions.
type statsReader struct {
	path   string
	guids  map[string]holder
	warn   func(format string, args ...any)
	side   *statsSide // of the lines at hand, nil for one that is not known
	names  []string   // of the columns at hand, "" for those that are not kept
	headed bool       // a header came: this is a stats-file
	kept   carried
}

// carried is what rows had counted before, by column.
type carried map[metric.Object]totals

type totals map[string]uint64

// readStatsFile reads the stats-file of the configuration, to be put in place when the gateway starts.
func (c *compiler) readStatsFile() {
	path, ok := dirStatsFile.Get(c.file.Global.Bag)
	if !ok || c.diag.Failed() {
		return
	}
	warn := func(format string, args ...any) { c.warn(conf.Pos{}, conf.Bare, "config: "+format, args...) }
	text, err := os.ReadFile(path)
	if err != nil {
		warn("Can't load stats-file '%s': cannot open file.", path)
		return
	}
	r := &statsReader{path: path, guids: c.g.guids, warn: warn, kept: carried{}}
	r.read(string(text))
	c.g.carried = r.kept
}

// read reads all lines, but stops at once at what is no stats-file.
func (r *statsReader) read(text string) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
			continue
		case line[0] == '#':
			if err := r.header(line); err != nil && r.headed {
				r.warn("Ignored stats-file header line '%d' in file '%s'.", number, r.path)
			} else if err == nil {
				r.headed = true
			}
		case r.side != nil:
			if err := r.row(line); err != nil {
				r.warn("Ignored stats-file line %d in file '%s'.", number, r.path)
			}
		}
		if !r.headed {
			r.warn("Invalid stats-file format in file '%s'.", r.path)
			return
		}
	}
}

// header reads `#fe guid,<column>,...,` or its like for another side.
func (r *statsReader) header(line string) error {
	r.side = nil
	word, columns, _ := strings.Cut(line, " ")
	if columns == "" || word == "#" || !strings.HasSuffix(columns, ",") {
		return fmt.Errorf("no header: '%s'", line)
	}
	side := slices.IndexFunc(statsSides[:], func(s statsSide) bool { return s.word == word })
	if side < 0 {
		return nil
	}
	first, columns, _ := strings.Cut(columns, ",")
	if first != "guid" {
		return fmt.Errorf("the first column is '%s'", first)
	}
	r.side = &statsSides[side]
	r.names = strings.Split(columns, ",")
	known := r.side.columns()
	for i, name := range r.names {
		if !slices.ContainsFunc(known, func(c *metric.Column) bool { return c.Name == name }) {
			r.names[i] = ""
		}
	}
	return nil
}

// row reads `<guid>,<value>,...`. A value that is no number is passed over.
func (r *statsReader) row(line string) error {
	id, values, _ := strings.Cut(line, ",")
	if err := checkGUID(id); err != nil {
		return err
	}
	of := r.guids[id]
	if of == nil {
		return nil
	}
	o, err := r.rowOf(of)
	if o == nil {
		return err
	}
	if r.kept[o] == nil {
		r.kept[o] = totals{}
	}
	for i, word := range strings.Split(values, ",") {
		if i >= len(r.names) {
			break
		}
		if n, err := strconv.ParseUint(word, 10, 64); err == nil && r.names[i] != "" {
			r.kept[o][r.names[i]] = n
		}
	}
	return nil
}

// rowOf returns the row that a GUID means on the side at hand, nil when there is none that counts. An error says that
// there cannot be one.
func (r *statsReader) rowOf(of holder) (metric.Object, error) {
	client := r.side.kinds.Has(metric.KindFrontend)
	switch of := of.(type) {
	case *Proxy:
		if client && of.Front != nil {
			return of.Front, nil
		}
		if !client && of.Back != nil {
			return of.Back, nil
		}
		return nil, nil
	case *Listener:
		if client && of.Set != nil {
			return of, nil
		}
		if client {
			return nil, nil
		}
	case *Server:
		if !client {
			return of, nil
		}
	}
	return nil, fmt.Errorf("%s is on the other side", of.holderTitle())
}
