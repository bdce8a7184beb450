package proxy

import (
	"fmt"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

func init() {
	for _, f := range [...]struct {
		name, help string
		forms      bool
		read       func(r *http1.Request) []byte
	}{
		{"url", "Target of the request, as it stands in its first line.", true, (*http1.Request).Target},
		{"pathq", "Path and query of the request target.", false, (*http1.Request).PathQuery},
	} {
		fetch := sample.Fetch{
			Name: f.name, Out: sample.Str, Needs: sample.ReqHead, Help: f.help,
			Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				text := f.read(&s.req)
				return sample.StrOf(text), len(text) > 0
			}),
		}
		if f.forms {
			fetch.Forms = sample.StringForms(f.name)
		}
		sample.RegisterFetch(fetch)
	}
	sample.RegisterFetch(
		sample.Fetch{
			Name: "query", Out: sample.Str, Needs: sample.ReqHead, Help: "Query of the request target, without its question mark; the option with_qm leaves it.",
			Args:  []sample.Arg{{Name: "with_qm", Kind: sample.ArgStr, Optional: true}},
			Check: checkQuery,
			Get: onRequest(func(s *Stream, a sample.Args) (sample.Value, bool) {
				q := s.req.Query()
				if a.Has(0) && s.req.HasQuery() {
					pq := s.req.PathQuery()
					q = pq[len(pq)-len(q)-1:]
				}
				return sample.StrOf(q), true
			}),
		},
		sample.Fetch{
			Name: "base", Forms: sample.StringForms("base"), Out: sample.Str, Needs: sample.ReqHead,
			Help: "Host and path of the request, one behind the other.",
			Get:  onBase(func(s *Stream) []byte { return s.req.Path() }),
		},
		sample.Fetch{
			Name: "baseq", Out: sample.Str, Needs: sample.ReqHead, Help: "Host, path and query of the request, one behind the other.",
			Get: onBase(func(s *Stream) []byte { return s.req.PathQuery() }),
		},
		sample.Fetch{
			Name: "req.ver", Aliases: []string{"req_ver"}, Out: sample.Str, Needs: sample.ReqMeta, Help: "Version of the request: 1.0 or 1.1.",
			Match: "str",
			Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				return sample.StrOf(s.protocol()[len("HTTP/"):]), true
			}),
		},
		sample.Fetch{
			Name: "http_first_req", Out: sample.Bool, Needs: sample.ReqMeta, Help: "True for the first request of a connection.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) { return sample.BoolOf(s.sess.requests == 1), true }),
		},
	)
}

// onBase makes the Get of a fetch out of what follows the host.
func onBase(tail func(s *Stream) []byte) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return func(cx *sample.Ctx, _ sample.Args) (sample.Value, bool) {
		s := streamOf(cx)
		if s == nil || s.head() == nil {
			return sample.Value{}, false
		}
		host, _ := s.req.Get("host")
		rest := tail(s)
		if len(host)+len(rest) == 0 {
			return sample.Value{}, false
		}
		return cx.Str(append(append(cx.Temp(len(host)+len(rest)), host...), rest...))
	}
}

func checkQuery(a sample.Args, _ *sample.Env) error {
	if a.Has(0) && a.Str(0) != "" && a.Str(0) != "with_qm" {
		return fmt.Errorf("supports only with_qm as argument")
	}
	return nil
}
