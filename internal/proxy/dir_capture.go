package proxy

import (
	"fmt"
	"math"
	"strings"

	"metergate/internal/conf"
)

// What is kept of requests and responses for the log.
var (
	dirCaptureRequest = conf.List(conf.Spec{
		Name: "capture request header", In: conf.Frontend, Usage: "capture request header <name> len <length>",
		Help: "Keeps the last value of a request's field for the log (%hr, capture.req.hdr).",
	}, parseCaptureHeader)
	dirCaptureResponse = conf.List(conf.Spec{
		Name: "capture response header", In: conf.Frontend, Usage: "capture response header <name> len <length>",
		Help: "Keeps the last value of a response's field for the log (%hs, capture.res.hdr).",
	}, parseCaptureHeader)
	dirDeclareRequest = conf.List(conf.Spec{
		Name: "declare capture request", In: conf.Frontend, Usage: "declare capture request len <length>",
		Help: "Makes a place that `http-request capture ... id` fills.",
	}, parseCaptureLen)
	dirDeclareResponse = conf.List(conf.Spec{
		Name: "declare capture response", In: conf.Frontend, Usage: "declare capture response len <length>",
		Help: "Makes a place that `http-response capture ... id` fills.",
	}, parseCaptureLen)
)

func parseCaptureHeader(a *conf.Args) (Capture, error) {
	name, err := a.Text("a header name")
	if err != nil {
		return Capture{}, err
	}
	c, err := parseCaptureLen(a)
	c.Header = strings.ToLower(name)
	return c, err
}

func parseCaptureLen(a *conf.Args) (Capture, error) {
	if !a.Accept("len") {
		return Capture{}, fmt.Errorf("'%s' expects 'len' <length>.", a.Name())
	}
	n, err := a.Int(1, math.MaxUint16)
	return Capture{Len: int(n)}, err
}
