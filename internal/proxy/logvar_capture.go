package proxy

import "metergate/internal/sample"

func init() {
	captureVar("hr", ofRequest, sample.ReqMeta, "Captures of the request, between braces.")
	captureVar("hs", ofResponse, sample.ResMeta, "Captures of the response, between braces.")
	captureListVar("hrl", ofRequest, sample.ReqMeta, "Captures of the request, as a list of words.")
	captureListVar("hsl", ofResponse, sample.ResMeta, "Captures of the response, as a list of words.")
	sample.RegisterFetch(
		captureFetch("capture.req.hdr", ofRequest, sample.ReqMeta, "Capture of the request, by its number."),
		captureFetch("capture.res.hdr", ofResponse, sample.ResMeta, "Capture of the response, by its number."),
		lineFetch("capture.req.method", sample.ReqMeta, "Method of the request as it was received.",
			func(s *Stream) ([]byte, bool) { return s.Method(), s.parsed }),
		lineFetch("capture.req.uri", sample.ReqMeta, "Path and query of the request as they were received.",
			func(s *Stream) ([]byte, bool) { uri := pathOf(s.Target()); return uri, s.parsed && len(uri) > 0 }),
		lineFetch("capture.req.ver", sample.ReqMeta, "Version of the request: HTTP/1.0 or HTTP/1.1.",
			func(s *Stream) ([]byte, bool) { return s.protocol(), s.parsed }),
		sample.Fetch{
			Name: "capture.res.ver", Out: sample.Str, Needs: sample.ResMeta, Help: "Version of the response: HTTP/1.0 or HTTP/1.1.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				if s.Response() == nil {
					return sample.Value{}, false
				}
				return sample.StringOf("HTTP/" + versionNumber(s.Response().Version)), true
			}),
		},
	)
}

// lineFetch declares a fetch of what is kept of the first line of a request.
func lineFetch(name string, needs sample.Source, help string, read func(*Stream) ([]byte, bool)) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Str, Needs: needs, Help: help,
		Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
			text, ok := read(s)
			return sample.StrOf(text), ok
		}),
	}
}

// captureVar declares {a|b}, which is not there at all on frontends that capture nothing, and for what was no request.
func captureVar(name string, direction int, needs sample.Source, help string) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.BareVar, Needs: needs, Help: help,
		Append: func(dst []byte, cx *sample.Ctx, f sample.Flags) []byte {
			s := streamOf(cx)
			if s == nil || !s.parsed || len(s.front.Captures[direction]) == 0 {
				return dst
			}
			quote := `"`[:min(f&sample.Quote, 1)]
			dst = append(dst, quote...)
			for i := range s.front.Captures[direction] {
				text, _ := s.captured[direction].get(i)
				dst = sample.AppendHeaderText(append(dst, "{|"[min(i, 1)]), text, f)
			}
			return append(append(dst, '}'), quote...)
		},
	})
}

// captureListVar declares a word for each capture, each between quotes when quotes are wanted.
func captureListVar(name string, direction int, needs sample.Source, help string) {
	each := func(cx *sample.Ctx, f func(text []byte, ok bool)) {
		s := streamOf(cx)
		if s == nil || !s.parsed {
			return
		}
		for i := range s.front.Captures[direction] {
			f(s.captured[direction].get(i))
		}
	}
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.BareVar, Needs: needs, Help: help, Each: each,
		Append: func(dst []byte, cx *sample.Ctx, f sample.Flags) []byte {
			blank := ""
			each(cx, func(text []byte, ok bool) {
				dst = append(dst, blank...)
				blank = " "
				dst = appendListed(dst, text, ok, f)
			})
			return dst
		},
	})
}

func appendListed(dst, text []byte, ok bool, f sample.Flags) []byte {
	switch {
	case f&sample.Quote != 0:
		return append(sample.AppendHeaderText(append(dst, '"'), text, f), '"')
	case !ok:
		return append(dst, '-')
	}
	return sample.AppendHeaderText(dst, text, f)
}

func captureFetch(name string, direction int, needs sample.Source, help string) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Str, Needs: needs, Help: help, Args: []sample.Arg{{Name: "id", Kind: sample.ArgInt}},
		Get: onStream(func(s *Stream, a sample.Args) (sample.Value, bool) {
			text, ok := s.captured[direction].get(int(max(a.Int(0), 0)))
			return sample.StrOf(text), ok
		}),
	}
}
