package test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"testing"
)

// testPageAxe lets axe look at every view, light and dark: it must find nothing serious.
func testPageAxe(d *dashPage) {
	d.does(unpack(d.T, "testdata/axe/axe.min.js.gz"))
	for scheme, rules := range map[string]string{"light": "", "dark": ", runOnly: ['color-contrast']"} {
		d.does(`window.setTheme('` + scheme + `')`)
		for _, view := range []string{"overview", "latency", "servers?a=be_api%2Fs1&b=be_api%2Fs5", "operations?op=get-user", "consumers", "errors?code=503", "events"} {
			d.turn("#" + view)
			d.inspect(rules, scheme+" "+view)
		}
	}
	d.does(`window.setTheme('light')`)
}

// inspect reports what axe finds serious or critical.
func (d *dashPage) inspect(rules, where string) {
	d.Helper()
	var found []struct {
		ID, Impact string
		Nodes      []struct{ HTML, FailureSummary string }
	}
	if err := d.Eval(`axe.run(document, { resultTypes: ['violations']`+rules+` }).then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical'))`, &found); err != nil {
		d.Fatal(err)
	}
	for _, f := range found {
		text, _ := json.Marshal(f.Nodes[0]) // of strings: never fails
		d.Errorf("%s: %s, %s: %s", where, f.Impact, f.ID, text)
	}
}

func unpack(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
