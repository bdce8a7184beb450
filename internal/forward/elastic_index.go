package forward

import (
	"errors"
	"strings"
	"time"
)

// An elasticIndex says where documents go: to a data stream, or to an index whose name may hold their day.
type elasticIndex struct {
	before, layout, after string // layout is that of package time, empty without a date
	stream                bool
}

const elasticStream = "metricbeat-metergate"

// elasticIndexOf reads the options data-stream and index.
func elasticIndexOf(o options) (x elasticIndex, err error) {
	text, daily := o["index"]
	if !daily {
		x = elasticIndex{before: o.or("data-stream", elasticStream), stream: true}
		return x, validIndex("data-stream", x.before)
	}
	if _, both := o["data-stream"]; both {
		return x, errors.New("'target' : elasticsearch takes 'data-stream' or 'index', not both")
	}
	var date string
	var dated, closed bool
	if x.before, date, dated = strings.Cut(text, "%{+"); dated {
		date, x.after, closed = strings.Cut(date, "}")
		x.layout = strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15").Replace(date)
		if !closed || strings.Trim(x.layout, "0123456789.-_") != "" || date == "" {
			return x, errors.New("'target' : the date in 'index' is of yyyy, MM, dd and HH, as in %{+yyyy.MM.dd}")
		}
	}
	return x, validIndex("index", x.before+x.after)
}

// validIndex refuses what Elasticsearch refuses as a name.
func validIndex(option, name string) error {
	if name == "" || strings.ContainsAny(name, "\\/*?\"<>| ,#:%{}") || strings.ContainsAny(name[:1], "-_+.") || name != strings.ToLower(name) || len(name) > 230 {
		return errors.New("'target' : '" + option + "' of elasticsearch is a name in lower-case letters that begins with one, without any of \\ / * ? \" < > | , # :")
	}
	return nil
}

// at returns the name of where a document of that time goes, which is given in ms since 1970.
func (x *elasticIndex) at(ms int64) string {
	if x.layout == "" {
		return x.before + x.after
	}
	return x.before + time.UnixMilli(ms).UTC().Format(x.layout) + x.after
}

// pattern matches all names.
func (x *elasticIndex) pattern() string {
	if x.layout == "" {
		return x.before + x.after
	}
	return x.before + "*" + x.after
}
