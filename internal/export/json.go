package export

import (
	"io"
	"strconv"

	"metergate/internal/metric"
)

// JSON writes one array, with one array of values per object, on one line.
func JSON(w io.Writer, rows Rows, v *metric.View) error {
	heads := jsonHeads(metric.Table())
	return render(w, func(o *out) {
		sep := "[["
		for obj := range visible(rows, v) {
			k, n := obj.MetricKind(), namesOf(obj)
			for i, c := range metric.Table() {
				if x := c.Value(obj, v); !x.Empty() {
					o.text(sep)
					o.text(n.json)
					o.text(heads[i][k])
					o.jsonValue(x)
					sep = ","
				}
			}
			if sep == "," {
				sep = "],["
			}
			if !o.step() {
				return
			}
		}
		if sep == "[[" {
			o.text("[]\n") // no object
			return
		}
		o.text("]]\n")
	})
}

// jsonHeads returns the part of each column's element that all objects of a kind share, from the position to the
// value.
func jsonHeads(table []*metric.Column) [][len(metric.Tags{})]string {
	heads := make([][len(metric.Tags{})]string, len(table))
	for i, c := range table {
		for k, tags := range c.On {
			if tags != "" {
				heads[i][k] = strconv.Itoa(c.Pos()) + `,"name":"` + c.Name + `"},"processNum":1,"tags":{"origin":"` +
					word(origins, tags[0]) + `","nature":"` + word(natures, tags[1]) + `","scope":"` +
					word(scopes, tags[2]) + `"},"value":`
			}
		}
	}
	return heads
}

func (o *out) jsonValue(x metric.Value) {
	o.text(`{"type":"`)
	o.text(x.Type().String())
	o.text(`","value":`)
	if x.Type() == metric.Str {
		o.buf = appendJSON(o.buf, x.Text())
	} else {
		o.number(x)
	}
	o.text("}}")
}
