package conf

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

const messagesFile = "testdata/messages.txtar"

// A messageCase is one configuration of messagesFile and where its messages stand.
type messageCase struct {
	name, text string
	want       *txtar.File
}

func messageCases(t *testing.T) (*txtar.Archive, []messageCase) {
	t.Helper()
	archive, err := txtar.ParseFile(messagesFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []messageCase
	for i := 0; i+1 < len(archive.Files); i += 2 {
		name, ok := strings.CutSuffix(archive.Files[i].Name, "/t.cfg")
		if !ok || archive.Files[i+1].Name != name+"/want" {
			t.Fatalf("%s: %q is not followed by its messages", messagesFile, archive.Files[i].Name)
		}
		text := string(archive.Files[i].Data)
		if strings.HasPrefix(name, "no final newline") {
			text = strings.TrimSuffix(text, "\n")
		}
		cases = append(cases, messageCase{name, text, &archive.Files[i+1]})
	}
	return archive, cases
}

// printed returns the messages for a configuration as the golden file has them.
func printed(text string) []byte {
	_, d := load(text)
	out := bytes.Replace(d.Append(nil, Banner{}, false), Banner{}.Append(nil), nil, 1)
	return bytes.ReplaceAll(out, []byte("(0)"), []byte("(PID)"))
}

func TestMessages(t *testing.T) {
	archive, cases := messageCases(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := printed(c.text)
			if *update {
				c.want.Data = got
			} else if !bytes.Equal(got, c.want.Data) {
				t.Errorf("config:\n%s\ngot:\n%s\nwant:\n%s", c.text, got, c.want.Data)
			}
		})
	}
	if *update {
		if err := os.WriteFile(messagesFile, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMessagesBeside runs the cases that HAProxy 2.6 words alike through it.
func TestMessagesBeside(t *testing.T) {
	program, err := exec.LookPath("haproxy")
	if err != nil {
		t.Skip("no haproxy on this machine")
	}
	if out, _ := exec.Command(program, "-v").Output(); !bytes.Contains(out, []byte("version 2.6.")) {
		t.Skip("haproxy is not 2.6")
	}
	_, cases := messageCases(t)
	for _, c := range cases {
		if !strings.HasSuffix(c.name, "[2.6]") {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			got, want := comparable26(string(printed(c.text))), comparable26(haproxySays(t, program, c.text))
			if !slices.Equal(got, want) {
				t.Errorf("config:\n%s\ngot:\n%s\nhaproxy:\n%s", c.text, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// haproxySays returns what HAProxy prints for a configuration.
func haproxySays(t *testing.T, program, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.cfg"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-c", "-f", "t.cfg")
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	return string(out)
}

var pid = regexp.MustCompile(`(?m)^(\[[A-Z]+\] +)\(\d+\)`)

// comparable26 drops the banner, what follows the parsing of the file, and
// whether the file's end was reached, which 2.6 does not after some errors.
func comparable26(text string) []string {
	var lines []string
	for line := range strings.Lines(pid.ReplaceAllString(text, "$1(PID)")) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "",
			strings.Contains(line, "haproxy version is"), strings.Contains(line, "path to executable"),
			strings.Contains(line, "config : Fatal errors found"), strings.Contains(line, "Error(s) found in"),
			strings.HasPrefix(line, "Configuration file"), strings.HasPrefix(line, "Warnings were"):
		default:
			lines = append(lines, line)
		}
	}
	return lines
}
