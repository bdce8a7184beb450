package grafana

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestFiles(t *testing.T) {
	files, err := Files("http://127.0.0.1:8404", "/var/lib/grafana/dashboards")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		golden := filepath.Join("testdata", filepath.Base(filepath.Dir(f.Path))+"_"+filepath.Base(f.Path))
		if *update {
			if err := os.WriteFile(golden, f.Text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.Text, want) {
			t.Errorf("%s is not what %s holds: look at the difference, then run the test with -update", f.Path, golden)
		}
	}
}

// Panels have numbers of their own, lie beside each other, and ask something.
func TestPanels(t *testing.T) {
	text, err := Dashboard()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Panels []struct {
			ID      int
			Type    string
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	ids, taken := map[int]bool{}, map[[2]int]string{}
	for _, p := range d.Panels {
		if ids[p.ID] || p.Title == "" || p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %d %q: number taken, or nothing asked", p.ID, p.Title)
		}
		ids[p.ID] = true
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" || x >= columns {
					t.Fatalf("%q lies on %q", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}

// Each expression is one, for Prometheus's own parser.
func TestExpressionsParse(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not installed (see test/install-peers)")
	}
	var rules strings.Builder
	rules.WriteString("groups:\n- name: g\n  rules:\n")
	for _, e := range Expressions() {
		quoted, _ := json.Marshal(strings.ReplaceAll(e, "$__rate_interval", "1m")) // of a string: never fails
		rules.WriteString("  - {record: a:b, labels: {i: x" + strings.Repeat("x", strings.Count(rules.String(), "record")) + "}, expr: " + string(quoted) + "}\n")
	}
	file := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(file, []byte(rules.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("promtool", "check", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // the second time over what is there
		paths, err := Write(dir, "http://127.0.0.1:1")
		if err != nil || len(paths) != 3 {
			t.Fatalf("%v %v", paths, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "provisioning/dashboards/metergate.yaml"))
	if err != nil || !strings.Contains(string(text), dir) {
		t.Errorf("%s %v", text, err)
	}
	if _, err := Write("/dev/null/x", ""); err == nil {
		t.Error("a folder that cannot be made is no error")
	}
}
