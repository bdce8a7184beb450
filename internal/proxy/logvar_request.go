package proxy

import (
	"bytes"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

// maxLoggedLine is how much of a request line is logged.
const maxLoggedLine = 1023

// noRequest stands for the line of what was no request.
const noRequest = "<BADREQ>"

func init() {
	requestVar("HM", "Method of the request, as it was received.", (*Stream).Method)
	requestVar("HU", "Target of the request, as it was received.", (*Stream).Target)
	requestVar("HP", "Target of the request without its query.", func(s *Stream) []byte { return beforeQuery(s.Target()) })
	requestVar("HPO", "Path of the request, without host and query.", func(s *Stream) []byte { return beforeQuery(pathOf(s.Target())) })
	requestVar("HQ", "Query of the request with its question mark.", func(s *Stream) []byte {
		t := s.Target()
		return t[len(beforeQuery(t)):]
	})
	requestVar("HV", "Version of the request.", func(s *Stream) []byte { return s.protocol() })
	sample.RegisterLogVar(sample.LogVar{
		Name: "r", Kind: sample.LineVar, HTTP: true, Needs: sample.ReqMeta, Help: "First line of the request, as it was received.",
		Get: func(cx *sample.Ctx) (sample.Value, bool) {
			s := streamOf(cx)
			switch {
			case s == nil:
				return sample.Value{}, false
			case !s.parsed:
				return sample.StringOf(noRequest), true
			}
			return cx.Str(s.appendLine(cx.Temp(len(s.line) + 16)))
		},
	})
}

var http10, http11 = []byte("HTTP/1.0"), []byte("HTTP/1.1")

// protocol is the version of the request as its line shows it.
func (s *Stream) protocol() []byte {
	if s.req.Version == http1.Version10 {
		return http10
	}
	return http11
}

// appendLine appends the request line as it was received, cut to what is logged.
func (s *Stream) appendLine(b []byte) []byte {
	start := len(b)
	b = append(append(b, s.Method()...), ' ')
	b = append(append(b, s.Target()...), ' ')
	b = append(b, s.protocol()...)
	return b[:min(len(b), start+maxLoggedLine)]
}

// requestVar declares a log variable of a part of the request line.
func requestVar(name, help string, part func(*Stream) []byte) {
	sample.RegisterLogVar(sample.LogVar{
		Name: name, Kind: sample.LineVar, HTTP: true, Needs: sample.ReqMeta, Help: help,
		Get: ofStream(func(s *Stream) (sample.Value, bool) {
			if !s.parsed {
				return sample.StringOf(noRequest), true
			}
			return sample.StrOf(part(s)), true
		}),
	})
}

func beforeQuery(target []byte) []byte {
	before, _, _ := bytes.Cut(target, []byte("?"))
	return before
}

// pathOf returns the path and query of a target, without the authority that one in absolute form has; nothing of one without
// a path.
func pathOf(target []byte) []byte {
	if len(target) == 0 || target[0] == '/' {
		return target
	}
	_, rest, _ := bytes.Cut(target, []byte("://"))
	if slash := bytes.IndexByte(rest, '/'); slash >= 0 {
		return rest[slash:]
	}
	return nil
}
