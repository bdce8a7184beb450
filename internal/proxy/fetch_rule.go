package proxy

import (
	"strconv"

	"metergate/internal/rule"
	"metergate/internal/sample"
)

// Which rule had the last word on a request.
func init() {
	sample.RegisterFetch(
		ruleFetch("last_rule_file", sample.Str, "File of the last rule that ended a ruleset for this request.",
			func(_ *sample.Ctx, r *rule.Rule) (sample.Value, bool) { return sample.StringOf(r.File), true }),
		ruleFetch("last_rule_line", sample.Int, "Line of that rule.",
			func(_ *sample.Ctx, r *rule.Rule) (sample.Value, bool) { return sample.IntOf(int64(r.Line)), true }),
		ruleFetch("last_entity", sample.Str, "File and line of that rule, with a colon between.",
			func(cx *sample.Ctx, r *rule.Rule) (sample.Value, bool) {
				return cx.Str(strconv.AppendInt(append(append(cx.Temp(len(r.File)+12), r.File...), ':'), int64(r.Line), 10))
			}),
	)
}

func ruleFetch(name string, out sample.Type, help string, get func(*sample.Ctx, *rule.Rule) (sample.Value, bool)) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: out, Needs: sample.Internal, Help: help,
		Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
			if s := streamOf(cx); s != nil && s.lastRule != nil {
				return get(cx, s.lastRule)
			}
			return sample.Value{}, false
		},
	}
}
