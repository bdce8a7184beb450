package proxy

import (
	"metergate/internal/sample"
	"metergate/internal/stick"
)

// Converters that need the gateway.
func init() {
	sample.RegisterConverter(
		captureConverter("capture-req", ofRequest, "Keeps the text as a declared capture of the request, by its number, and hands it on."),
		captureConverter("capture-res", ofResponse, "Keeps the text as a declared capture of the response, by its number, and hands it on."),
		sample.Converter{
			Name: "fe_exists", In: sample.Str, Out: sample.Bool, Help: "True when there is a frontend of that name.",
			Apply: func(cx *sample.Ctx, v sample.Value, _ sample.Args) (sample.Value, bool) {
				s := streamOf(cx)
				return sample.BoolOf(s != nil && s.lane.gateway.roster.Load().frontends[string(v.Bytes())] != nil), true
			},
		},
		sample.Converter{
			Name: "table_server_id", Args: []sample.Arg{argTable}, In: sample.Any, Out: sample.Int,
			Help: "Number of the server that the entry of the sample is tied to; 0 for none.",
			Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
				op := tableOp{do: readElement(stick.ServerID)}
				return op.ofKey(cx, 0, a[0].Ref.(*Table), v)
			},
		},
	)
}

func captureConverter(name string, direction int, help string) sample.Converter {
	return sample.Converter{
		Name: name, Args: []sample.Arg{{Name: "id", Kind: sample.ArgInt}}, In: sample.Str, Out: sample.Str, Help: help,
		Apply: func(cx *sample.Ctx, v sample.Value, a sample.Args) (sample.Value, bool) {
			s, i := streamOf(cx), a.Int(0)
			if s != nil && i >= 0 && i < int64(len(s.front.Captures[direction])) {
				s.captured[direction].put(int(i), v.Bytes(), s.front.Captures[direction][i].Len)
			}
			return v, true
		},
	}
}
