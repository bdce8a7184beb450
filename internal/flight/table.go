package flight

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// AppendTable appends records as text for people: one line each, and behind it one for the fields that were recorded.
// Whatever came from outside is quoted, so that a terminal obeys none of it.
func AppendTable(dst []byte, all []*Record) []byte {
	for _, r := range all {
		dst = r.appendLine(dst)
	}
	return dst
}

func (r *Record) appendLine(dst []byte) []byte {
	if r.End > 0 {
		dst = time.Unix(0, r.End).AppendFormat(dst, "15:04:05.000 ")
	}
	dst = append(dst, milliseconds(r.Times.Total)+"ms "...)
	if r.End > 0 {
		dst = fmt.Appendf(dst, "%d %s ", r.Status, r.Ending)
	}
	dst = fmt.Appendf(dst, "%s %s %s %s", quoted(r.route()), quoted(r.Client), quoted(r.Method), quoted(r.Target))
	for _, p := range r.Times.phases() {
		if p.ns >= 0 && p.name != "total" {
			dst = append(dst, " "+p.name+"="+milliseconds(p.ns)...)
		}
	}
	if r.Retries > 0 {
		dst = fmt.Appendf(dst, " retries=%d", r.Retries)
	}
	if r.Redispatched {
		dst = append(dst, " redispatched"...)
	}
	if r.ServerQueue+r.BackendQueue > 0 {
		dst = fmt.Appendf(dst, " queue_position=%d/%d", r.ServerQueue, r.BackendQueue)
	}
	for _, f := range [...][2]string{{"doing", r.Doing}, {"operation", r.Operation}, {"consumer", r.Consumer}} {
		if f[1] != "" {
			dst = append(dst, " "+f[0]+"="+strconv.QuoteToASCII(f[1])...)
		}
	}
	dst = fmt.Appendf(dst, " in=%d out=%d trace=%s\n", r.In, r.Out, r.Trace)
	for _, h := range r.Headers {
		side := "<"
		if !h.Response {
			side = ">"
		}
		dst = fmt.Appendf(dst, "    %s %s: %s\n", side, quoted(h.Name), quoted(h.Value))
	}
	return dst
}

// route is what the request passed through: frontend/backend/server, as far as it came.
func (r *Record) route() string {
	route := r.Frontend
	for _, next := range []string{r.Backend, r.Server} {
		if next == "" {
			next = "-"
		}
		route += "/" + next
	}
	return route
}

// milliseconds writes a time of ns.
func milliseconds(ns int64) string { return strconv.FormatFloat(float64(ns)/1e6, 'f', 3, 64) }

// quoted writes what is not printable ASCII as escapes.
func quoted(s string) string {
	q := strconv.QuoteToASCII(s)
	return strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
}
