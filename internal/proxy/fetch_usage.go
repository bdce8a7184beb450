package proxy

import "metergate/internal/sample"

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "operation", Out: sample.Str, Needs: sample.ReqMeta,
			Help: "Name of the operation that the request is for, by use-operations or set-operation; none when nothing named it.",
			Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.StrOf(s.named.operation), len(s.named.operation) > 0
			}),
		},
		sample.Fetch{
			Name: "consumer", Out: sample.Str, Needs: sample.ReqMeta,
			Help: "Name of who makes the request, by set-consumer; `anonymous` when nothing named it. A secret is shown as a keyed hash.",
			Get:  onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.StrOf(s.consumer()), true }),
		},
	)
}
