package proxy

import "metergate/internal/sample"

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "res.cache_hit", Out: sample.Bool, Needs: sample.ResMeta, Help: "Whether the response comes from a cache.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.BoolOf(s.stored.cache != nil), true
			}),
		},
		sample.Fetch{
			Name: "res.cache_name", Out: sample.Str, Needs: sample.ResMeta, Help: "The name of the cache that the response comes from.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if s.stored.cache == nil {
					return sample.Value{}, false
				}
				return sample.StringOf(s.stored.cache.Name), true
			}),
		},
	)
}
