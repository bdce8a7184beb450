package http1

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the positions, reasons and framings in testdata")

// verdict is what a row of the tables says and what a parser is asked for.
type verdict struct{ status, fate, detail string }

// judgeTable runs every row of a table through judge and compares verdicts.
// It returns how many rows were refused.
func judgeTable(t *testing.T, name string, judge func(in []byte) verdict) (refused int) {
	t.Helper()
	path := filepath.Join("testdata", name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#") {
			continue
		}
		head, escaped, _ := strings.Cut(line, " | ")
		in, err := strconv.Unquote(`"` + escaped + `"`)
		if err != nil {
			t.Fatalf("%s:%d: %v", path, i+1, err)
		}
		var want verdict
		want.status, head, _ = strings.Cut(head, " ")
		want.fate, want.detail, _ = strings.Cut(head, " ")
		got := judge([]byte(in))
		if *update {
			want.detail = got.detail
		}
		if got != want {
			t.Errorf("%s:%d: %q\n got %v\nwant %v", path, i+1, in, got, want)
		}
		if want.status != "ok" {
			refused++
		}
		lines[i] = fmt.Sprintf("%s %s %s | %s", want.status, want.fate, want.detail, escaped)
	}
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return refused
}

// judged turns the outcome of a Parse into a row's verdict.
func judged(h *Head, n int, err error) verdict {
	var e *Error
	switch {
	case errors.As(err, &e):
		return verdict{strconv.Itoa(e.Status), "close", fmt.Sprintf("@%d %s", e.Pos, e.Reason)}
	case n == 0:
		return verdict{"more", "keep", ""}
	case h.MustClose || !h.KeepAlive():
		return verdict{"ok", "close", h.Framing.String()}
	}
	return verdict{"ok", "keep", h.Framing.String()}
}

func TestRefusedRequests(t *testing.T) {
	var r Request
	refused := judgeTable(t, "requests.txt", func(in []byte) verdict {
		n, err := r.Parse(in, nil)
		v := judged(&r.Head, n, err)
		if r.Head.Version == Version10 && v.status == "ok" && !r.MustClose {
			v.fate = "keep" // the version's habit, not this table's matter
		}
		r = Request{}
		return v
	})
	if refused < 250 {
		t.Errorf("only %d malformed requests", refused)
	}
}

func TestRefusedResponses(t *testing.T) {
	refused := judgeTable(t, "responses.txt", func(in []byte) verdict {
		var r Response
		n, err := r.Parse(in, nil, nil)
		return judged(&r.Head, n, err)
	})
	if refused < 80 {
		t.Errorf("only %d malformed responses", refused)
	}
}
