package export

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// What promtool has against names that the reference has chosen.
var reproaches = []string{
	`counter metrics should have "_total" suffix`, `non-counter metrics should not have "_total" suffix`,
}

func TestPromtoolFindsNothingNew(t *testing.T) {
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed")
	}
	process, rows := measured()
	for _, query := range []string{"", "extra-counters", "desc-labels", "histograms=server"} {
		var text bytes.Buffer
		if err := scrape(query, process, rows)(&text); err != nil {
			t.Fatal(err)
		}
		check := exec.Command(path, "check", "metrics")
		check.Stdin = &text
		report, _ := check.CombinedOutput()
		for line := range strings.Lines(string(report)) {
			_, what, _ := strings.Cut(strings.TrimSpace(line), " ")
			if !known(what) {
				t.Errorf("%s: %s", query, line)
			}
		}
	}
}

func known(reproach string) bool {
	for _, r := range reproaches {
		if reproach == r {
			return true
		}
	}
	return false
}
