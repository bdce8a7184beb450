package app

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"metergate/internal/conf"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestManual keeps doc/reference in step with the registries.
func TestManual(t *testing.T) {
	dir := filepath.Join("..", "..", "doc", "reference")
	for name, render := range manual {
		file := filepath.Join(dir, name)
		if *update {
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(render()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != render() {
			t.Errorf("%s is not what the registries say: run go test ./internal/app -run TestManual -update", file)
		}
	}
}

// TestHelp holds every directive that takes part to a full sentence.
func TestHelp(t *testing.T) {
	for d := range conf.Directives() {
		if d.Class == conf.Supported && (d.Help == "" || d.Help[len(d.Help)-1] != '.') {
			t.Errorf("%s: help is no sentence: %q", d.Name, d.Help)
		}
	}
}
