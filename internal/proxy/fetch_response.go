package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/sample"
)

func init() {
	sample.RegisterFetch(
		sample.Fetch{
			Name: "status", Out: sample.Int, Needs: sample.ResMeta, Help: "Status of the response.",
			Get: func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
				r := responseOf(cx)
				if r == nil {
					return sample.Value{}, false
				}
				return sample.IntOf(int64(r.Status)), true
			},
		},
		sample.Fetch{
			Name: "server_status", Out: sample.Int, Needs: sample.ResMeta, Help: "Status of the response as the server sent it.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.IntOf(int64(s.serverStatus)), s.serverStatus > 0
			}),
		},
		sample.Fetch{
			Name: "res.ver", Aliases: []string{"resp_ver"}, Out: sample.Str, Needs: sample.ResMeta, Match: "str",
			Help: "Version of the response: 1.0, 1.1 or 2.0.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				r := s.Response()
				if r == nil {
					return sample.Value{}, false
				}
				if s.h2 && !s.local {
					return sample.StringOf("2.0"), true
				}
				return sample.StringOf(versionNumber(r.Version)), true
			}),
		},
	)
}

func versionNumber(v http1.Version) string {
	if v == http1.Version10 {
		return "1.0"
	}
	return "1.1"
}
