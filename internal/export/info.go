package export

import (
	"io"

	"metergate/internal/metric"
)

// InfoOptions are the words of `show info` that change what is shown.
type InfoOptions struct {
	// Float shows fractions where a line has them.
	Float bool
	// Desc adds the help of each line.
	Desc bool
}

// Info writes the lines of the process as `Name: value`. Lines without a value are left out.
func Info(w io.Writer, process metric.Object, v *metric.View, opt InfoOptions) error {
	return render(w, func(o *out) {
		for _, c := range metric.Info() {
			if x := infoValue(c, process, v, opt); !x.Empty() {
				o.text(c.Name)
				o.text(": ")
				o.plainValue(x)
				o.end(c, opt.Desc)
			}
		}
	})
}

// InfoTyped writes position, name, letters, type and value of each line.
func InfoTyped(w io.Writer, process metric.Object, v *metric.View, opt InfoOptions) error {
	heads := typedHeads(metric.Info())
	return render(w, func(o *out) {
		for i, c := range metric.Info() {
			if x := infoValue(c, process, v, opt); !x.Empty() {
				o.text(heads[i][metric.KindProcess])
				o.typedValue(x, c, opt.Desc)
			}
		}
	})
}

// InfoJSON writes one array of values on one line.
func InfoJSON(w io.Writer, process metric.Object, v *metric.View, opt InfoOptions) error {
	heads := jsonHeads(metric.Info())
	return render(w, func(o *out) {
		sep := "["
		for i, c := range metric.Info() {
			if x := infoValue(c, process, v, opt); !x.Empty() {
				o.text(sep)
				o.text(`{"field":{"pos":`)
				o.text(heads[i][metric.KindProcess])
				o.jsonValue(x)
				sep = ","
			}
		}
		o.text("]\n")
	})
}

// infoValue cuts a fraction off unless it was asked for.
func infoValue(c *metric.Column, process metric.Object, v *metric.View, opt InfoOptions) metric.Value {
	x := c.Value(process, v)
	if opt.Float {
		return x
	}
	return c.Whole(x)
}
