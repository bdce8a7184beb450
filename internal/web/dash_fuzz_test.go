package web

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"metergate/internal/http1"
	"metergate/internal/proxy"
)

// Whatever the dashboard is asked for, it answers in the form that it says, and sends nobody to another place.
func FuzzDashboard(f *testing.F) {
	for _, target := range []string{
		"/dashboard/", "/dashboard", "/d/live?backend=be", "/live?backend=%00&backend=be", "/requests?which=failed&code=5x&ending=S%ff", "/requests?proxy=be;x=1&%zz",
		"/a/https:evil", "//evil", "/requests?which=slow&operation=<script>&consumer=\x1b", "/app.js?v=2", "/../index.html",
	} {
		f.Add(target)
	}
	g := newRig(f, sample).g
	f.Fuzz(func(t *testing.T, target string) {
		board := &dashboard{feeds: map[*proxy.Gateway]*feed{g: {g: g, station: newStation(g), viewers: map[*viewer]bool{}, latest: map[string][]byte{}}}}
		a := board.Answer(&proxy.ServiceRequest{Method: http1.MethodGet, Target: []byte(target), Head: &http1.Head{}, Gateway: g})
		var b []byte
		for err := error(nil); a.Next != nil && err == nil; {
			if b, err = a.Next(b); err != nil && err != io.EOF {
				t.Fatal(err)
			}
		}
		if field(a, "content-type") == "application/json" && !json.Valid(b) {
			t.Errorf("%q: %q", target, b)
		}
		if to := field(a, "location"); to != "" && !strings.HasPrefix(to, "./") {
			t.Errorf("%q leads to %q", target, to)
		}
		if a.Feed != nil {
			var w watch
			a.Feed(w.push)
			for _, p := range w.pieces {
				events(t, p)
			}
			a.Close()
		}
	})
}
