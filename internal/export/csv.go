package export

import (
	"io"

	"metergate/internal/metric"
)

// CSV writes the header and one line per object, as `show stat` does. Every field is followed by a comma, the last
// one too.
func CSV(w io.Writer, rows Rows, v *metric.View) error {
	return render(w, func(o *out) {
		o.csvHeader()
		for obj := range visible(rows, v) {
			o.csvRow(obj, v)
			if !o.step() {
				return
			}
		}
	})
}

func (o *out) csvHeader() {
	o.text("# ")
	separated := false
	for _, c := range metric.Table() {
		separated = o.csvSeparator(c, separated)
		o.text(c.Name)
		o.buf = append(o.buf, ',')
	}
	o.buf = append(o.buf, '\n')
}

func (o *out) csvRow(obj metric.Object, v *metric.View) {
	separated := false
	for _, c := range metric.Table() {
		separated = o.csvSeparator(c, separated)
		x := c.Value(obj, v)
		switch {
		case x.Empty():
		case x.Type() == metric.Str:
			o.buf = appendCSV(o.buf, x.Text())
		default:
			o.number(x)
		}
		o.buf = append(o.buf, ',')
	}
	o.buf = append(o.buf, '\n')
}

// csvSeparator writes the column "-" before the first column of a module.
func (o *out) csvSeparator(c *metric.Column, done bool) bool {
	if done || c.CSV < metric.Separator {
		return done
	}
	o.text("-,")
	return true
}
