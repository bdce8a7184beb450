package proxy

import "metergate/internal/sample"

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "path", Forms: sample.StringForms("path"), Out: sample.Str, Needs: sample.ReqHead,
			Help: "Path of the request target, without its query.",
			Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				p := s.req.Path()
				return sample.StrOf(p), len(p) > 0
			}),
		},
		sample.Fetch{
			Name: "method", Out: sample.Meth, Needs: sample.ReqMeta,
			Help: "Method of the request, as it was received.",
			Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.MethOf(s.Method()), true
			}),
		},
	)
}
