package admin

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is answered into the transcripts")

// volatile is what differs between two runs, and what stands for it in a transcript.
var volatile = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`\d+/\w+/\d+:\d\d:\d\d:\d\d\.\d+`), "DATE"},
	{regexp.MustCompile(`\[0:00:00:\d\d\]`), "[UPTIME]"},
	{regexp.MustCompile(`(?m)^(\d+ \S+ \d+ \S+ [-.:\d]+ \d \d+ \d+ \d+) \d+ `), "$1 AGE "},
	{regexp.MustCompile(`(AGE \d+ \d+ \d+ \d+) 23 `), "$1 22 "}, // the agent is being asked just now
}

// A transcript is a file of requests and answers. A request is a line `<socket>> <text>`, whose text is escaped as Go
// does; the answer follows, each of its lines behind a bar.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.transcript")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".transcript"), func(t *testing.T) {
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(newRig(t, rigConfig), string(want))
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if line, is, was := firstDifference(got, string(want)); line > 0 {
				t.Errorf("%s:%d: %q is now %q; see -update", name, line, was, is)
			}
		})
	}
}

// firstDifference returns the number of the first line that differs, 0 when none does, and the two lines.
func firstDifference(got, want string) (line int, is, was string) {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if is, was := at(g, i), at(w, i); is != was {
			return i + 1, is, was
		}
	}
	return 0, "", ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "the end"
}

// replay asks the requests of a transcript again and returns the transcript that comes out.
func replay(r *rig, transcript string) string {
	var b strings.Builder
	for line := range strings.Lines(transcript) {
		switch socket, text, request := strings.Cut(strings.TrimSuffix(line, "\n"), "> "); {
		case strings.HasPrefix(line, "|"):
		case strings.HasPrefix(line, "#") || !request:
			b.WriteString(line)
		default:
			b.WriteString(line)
			b.WriteString(quoteAnswer(r.ask(socket, unescape(text)+"\n"), r.dir))
		}
	}
	return b.String()
}

func unescape(text string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(text)
}

// quoteAnswer puts a bar before each line and a backslash behind the last one when no line feed ends it.
func quoteAnswer(answer, dir string) string {
	answer = strings.ReplaceAll(answer, dir, "DIR")
	for _, v := range volatile {
		answer = v.pattern.ReplaceAllString(answer, v.text)
	}
	var b strings.Builder
	for line := range strings.Lines(answer) {
		if !strings.HasSuffix(line, "\n") {
			line += "\\\n"
		}
		b.WriteString("|" + line)
	}
	return b.String()
}
