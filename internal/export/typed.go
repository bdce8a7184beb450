package export

import (
	"io"
	"strconv"

	"metergate/internal/metric"
)

// Typed writes one line per value: object, position, name, letters, type, value; with desc also the help of the
// column. Empty values have no line.
func Typed(w io.Writer, rows Rows, v *metric.View, desc bool) error {
	heads := typedHeads(metric.Table())
	return render(w, func(o *out) {
		for obj := range visible(rows, v) {
			k, n := obj.MetricKind(), namesOf(obj)
			for i, c := range metric.Table() {
				if x := c.Value(obj, v); !x.Empty() {
					o.text(n.typed)
					o.text(heads[i][k])
					o.typedValue(x, c, desc)
				}
			}
			if !o.step() {
				return
			}
		}
	})
}

// typedHeads returns the part of each column's line that all objects of a kind share, up to the type:
// `19.act.1:SGPV:`.
func typedHeads(table []*metric.Column) [][len(metric.Tags{})]string {
	heads := make([][len(metric.Tags{})]string, len(table))
	for i, c := range table {
		for k, tags := range c.On {
			if tags != "" {
				heads[i][k] = strconv.Itoa(c.Pos()) + "." + c.Name + ".1:" + tags + ":"
			}
		}
	}
	return heads
}

func (o *out) typedValue(x metric.Value, c *metric.Column, desc bool) {
	o.text(x.Type().String())
	o.buf = append(o.buf, ':')
	o.plainValue(x)
	o.end(c, desc)
}

// plainValue writes a value that ends with its line.
func (o *out) plainValue(x metric.Value) {
	if x.Type() == metric.Str {
		o.buf = appendLine(o.buf, x.Text())
		return
	}
	o.number(x)
}

// end closes a line, after the help when it is asked for.
func (o *out) end(c *metric.Column, desc bool) {
	if desc {
		o.text(`:"`)
		o.buf = appendLine(o.buf, c.Help)
		o.buf = append(o.buf, '"')
	}
	o.buf = append(o.buf, '\n')
}
