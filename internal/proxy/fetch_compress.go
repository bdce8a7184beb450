package proxy

import "metergate/internal/sample"

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "res.comp", Out: sample.Bool, Needs: sample.ResMeta, Help: "Whether the response is compressed by the gateway.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.BoolOf(s.packing.packs), true }),
		},
		sample.Fetch{
			Name: "res.comp_algo", Out: sample.Str, Needs: sample.ResMeta, Help: "The algorithm with which the gateway compresses the response.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if !s.packing.packs {
					return sample.Value{}, false
				}
				return sample.StringOf(s.packing.choice.String()), true
			}),
		},
	)
}
