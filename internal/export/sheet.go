package export

import (
	"io"
	"strconv"

	"metergate/internal/metric"
)

// A Sheet is a small table made for one answer: a header and values.
type Sheet struct {
	Header []string
	Rows   [][]metric.Value
}

// SheetOf makes a sheet of columns of the table of metrics: those that are named, or all that objects of the kind have.
func SheetOf(k metric.Kind, rows []metric.Object, v *metric.View, names ...string) *Sheet {
	s := &Sheet{}
	columns := columnsOf(k, names)
	for _, c := range columns {
		s.Header = append(s.Header, c.Name)
	}
	for _, o := range rows {
		if o.MetricKind() != k {
			continue
		}
		var row []metric.Value
		for _, c := range columns {
			row = append(row, c.Value(o, v))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func columnsOf(k metric.Kind, names []string) (all []*metric.Column) {
	if len(names) == 0 {
		for _, c := range metric.Table() {
			if c.On[k] != "" {
				all = append(all, c)
			}
		}
		return all
	}
	for _, name := range names {
		for _, c := range metric.Table() {
			if c.Name == name && c.On[k] != "" {
				all = append(all, c)
			}
		}
	}
	return all
}

// Write writes the sheet in the form that a word names: csv, json, or else a table for people.
func (s *Sheet) Write(w io.Writer, form string) error {
	var b []byte
	switch form {
	case "csv":
		b = s.csv()
	case "json":
		b = s.json()
	default:
		b = []byte(aligned(s.texts(), 2))
	}
	_, err := w.Write(b)
	return err
}

// texts are the cells as terminals may show them.
func (s *Sheet) texts() [][]string {
	head := append([]string(nil), s.Header...)
	head[0] = "# " + head[0]
	lines := [][]string{head}
	for _, row := range s.Rows {
		var line []string
		for _, v := range row {
			if v.Empty() {
				line = append(line, "-")
				continue
			}
			line = append(line, string(appendLine(nil, cell(v))))
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Sheet) csv() (b []byte) {
	b = append(b, "# "...)
	for _, h := range s.Header {
		b = append(append(b, h...), ',')
	}
	b = append(b, '\n')
	for _, row := range s.Rows {
		for _, v := range row {
			if !v.Empty() {
				b = appendCSV(b, cell(v))
			}
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	return b
}

func (s *Sheet) json() []byte {
	b := []byte{'['}
	for i, row := range s.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		open := byte('{')
		for j, v := range row {
			if v.Empty() {
				continue
			}
			b = appendJSON(append(b, open), s.Header[j])
			b = append(b, ':')
			if v.Type() == metric.Str {
				b = appendJSON(b, v.Text())
			} else {
				b = append(b, cell(v)...)
			}
			open = ','
		}
		if open == '{' {
			b = append(b, '{')
		}
		b = append(b, '}')
	}
	return append(b, ']', '\n')
}

// cell is a value as text.
func cell(v metric.Value) string {
	switch v.Type() {
	case metric.Str:
		return v.Text()
	case metric.Flt:
		return strconv.FormatFloat(v.Float(), 'f', 3, 64)
	case metric.S32, metric.S64:
		return strconv.FormatInt(v.Int(), 10)
	}
	return strconv.FormatUint(v.Uint(), 10)
}
