package alert

import (
	"bytes"
	"regexp"
	"testing"
)

// long finds numbers over which a template could loop for long: whoever writes the template may, and tests need not wait.
var long = regexp.MustCompile(`[0-9a-zA-Z_]*[0-9][0-9a-zA-Z_]{4}`)

// A template is an error with a text, or makes a message that is bounded, whatever the alerts say.
func FuzzTemplate(f *testing.F) {
	f.Add(`{"text": {{ printf "%s %s" .Status (index .Alerts 0).Labels.alertname | json }}}`, `a"b`)
	f.Add(`{{ range .Alerts }}{{ .Annotations.summary }} {{ .Value }} {{ .StartsAt.Unix }}{{ end }}`, "\x00\xff")
	f.Add(`{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}`, "")
	f.Add(`{{ range 99 }}{{ $ }}{{ end }}`, "{{ .Status }}")
	f.Fuzz(func(t *testing.T, text, name string) {
		if long.MatchString(text) {
			return
		}
		tm, err := parseTemplate("t", text)
		if err != nil {
			return
		}
		var body bytes.Buffer
		if tm.Execute(&bounded{&body, maxMessage}, messageOf([]Alert{state(name, false), state(name, true)})); body.Len() > maxMessage {
			t.Errorf("%d bytes", body.Len())
		}
		contentType(body.Bytes())
	})
}
