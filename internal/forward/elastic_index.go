package forward

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// An elasticIndex says where documents go: to a data stream, or to an index whose name may hold their day.
type elasticIndex struct {
	before, layout, after string // layout is that of package time, empty without a date
	stream                bool
}

// An elasticPlace is a pair of options that say where documents of a sort go, with the data stream where neither is given.
type elasticPlace struct{ streamOption, indexOption, otherwise string }

var (
	elasticMetrics = elasticPlace{"data-stream", "index", "metricbeat-metergate"}
	elasticLogs    = elasticPlace{"logs-data-stream", "logs-index", "filebeat-metergate"}
)

// index reads the options.
func (p *elasticPlace) index(o options) (x elasticIndex, err error) {
	text, daily := o[p.indexOption]
	if !daily {
		x = elasticIndex{before: o.or(p.streamOption, p.otherwise), stream: true}
		return x, validIndex(p.streamOption, x.before)
	}
	if _, both := o[p.streamOption]; both {
		return x, fmt.Errorf("'target' : elasticsearch takes '%s' or '%s', not both", p.streamOption, p.indexOption)
	}
	var date string
	var dated, closed bool
	if x.before, date, dated = strings.Cut(text, "%{+"); dated {
		date, x.after, closed = strings.Cut(date, "}")
		x.layout = strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15").Replace(date)
		if !closed || strings.Trim(x.layout, "0123456789.-_") != "" || date == "" {
			return x, fmt.Errorf("'target' : the date in '%s' is of yyyy, MM, dd and HH, as in %%{+yyyy.MM.dd}", p.indexOption)
		}
	}
	return x, validIndex(p.indexOption, x.before+x.after)
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
