package forward

import (
	"strconv"
	"strings"

	"metergate/internal/export"
	"metergate/internal/proxy"
)

// recordNames are the names of facts, in the order of their places.
var recordNames = proxy.RecordNames()

// safe returns a fact as it may leave the gateway: without secrets, and empty where it says nothing.
func (r *record) safe(f fact) string {
	switch name := recordNames[f]; name {
	case "method", "target", "version":
		return r.request(f)
	case "request_cookie", "response_cookie":
		return r.cookie(f)
	case "request_captures", "response_captures":
		direction := 0
		if name == "response_captures" {
			direction = 1
		}
		return strings.Join(r.captured(f, direction), "|")
	}
	text := r.text(f)
	if text == "-1" {
		return ""
	}
	return text
}

// appendLine appends all that a record says as an object in JSON, without what it does not say.
func (r *record) appendLine(b []byte) []byte {
	b = append(b, '{')
	for i, name := range recordNames {
		text := r.safe(fact(i))
		if text == "" {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(export.AppendString(b, name), ':')
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && r.values[i][0] != '"' {
			b = strconv.AppendInt(b, n, 10)
			continue
		}
		b = export.AppendString(b, text)
	}
	return append(b, '}')
}

// level is how grave it is: error where the gateway or a server failed, warn where the client did.
func (r *record) level() string {
	status, got := r.number(factStatus)
	switch {
	case r.text(factMode) != "http":
		return "info"
	case !got || status >= 500:
		return "error"
	case status >= 400:
		return "warn"
	}
	return "info"
}
