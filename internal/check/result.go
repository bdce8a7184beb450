package check

import (
	"strconv"
	"time"
)

// A Result is how one check ended.
type Result struct {
	Status   Status
	Code     int // of the protocol, when Status.HasCode
	Duration time.Duration
	// Info is what the server or the system said, free of control bytes: the columns last_chk and last_agt.
	Info string
}

// appendReason writes a result as logs show it: `, reason: Layer7 wrong status, code: 500, info: "x", check duration: 2ms`.
func (r *Result) appendReason(dst []byte) []byte {
	dst = append(dst, ", reason: "...)
	dst = append(dst, r.Status.Description()...)
	if r.Status.HasCode() {
		dst = append(dst, ", code: "...)
		dst = strconv.AppendInt(dst, int64(r.Code), 10)
	}
	if r.Info != "" {
		dst = append(dst, `, info: "`...)
		dst = append(dst, r.Info...)
		dst = append(dst, '"')
	}
	if !r.Status.HasDuration() {
		return dst
	}
	dst = append(dst, ", check duration: "...)
	dst = strconv.AppendInt(dst, r.Duration.Milliseconds(), 10)
	return append(dst, "ms"...)
}
