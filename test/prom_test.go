package test

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// scrape fetches an exposition.
func scrape(addr, path string) (string, error) {
	c := client{addr: address(addr), target: path, method: "GET", serial: 1, parallel: 1}
	a := c.run()[0]
	if a.result != "200" {
		return "", fmt.Errorf("%s%s: %s", addr, path, a.result)
	}
	return a.body.String(), nil
}

func cmdProm(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 3, "prom ADDR PATH SERIES=VALUE...")
	conds := parseConds(ts, args[2:])
	eventually(ts, func() error {
		text, err := scrape(args[0], args[1])
		if err != nil {
			return err
		}
		samples := map[string]string{}
		for line := range strings.Lines(text) {
			if m := sampleForm.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
				samples[m[1]+m[2]] = m[3]
			}
		}
		return checkConds(conds, func(key string) (string, bool) { v, ok := samples[key]; return v, ok })
	})
}

func cmdPromcheck(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, "promcheck ADDR PATH")
	text, err := scrape(args[0], args[1])
	ts.Check(err)
	ts.Check(checkExposition(text))
	if _, err := exec.LookPath("promtool"); err != nil {
		return
	}
	cmd := exec.Command("promtool", "check", "metrics")
	cmd.Stdin = strings.NewReader(text)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	// Status 3 is advice about names, which are the reference's; anything else is an error of form.
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		ts.Fatalf("promtool: %v\n%s", err, out.String())
	}
	fmt.Fprint(ts.Stdout(), out.String())
}

var (
	sampleForm = regexp.MustCompile(`^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (\S+)$`)
	typeForm   = regexp.MustCompile(`^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$`)
	helpForm   = regexp.MustCompile(`^# HELP ([a-zA-Z_:][\w:]*) .+$`)
)

// checkExposition reports what breaks the rules of the text format 0.0.4: a family's lines
// stand together under one TYPE, no series appears twice, values are numbers.
func checkExposition(text string) error {
	if !strings.HasSuffix(text, "\n") {
		return errors.New("the last line has no line feed")
	}
	var family, kind string
	families, series := []string{}, map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := typeForm.FindStringSubmatch(line); m != nil {
			if slices.Contains(families, m[1]) {
				return fmt.Errorf("second TYPE of %s", m[1])
			}
			families, family, kind = append(families, m[1]), m[1], m[2]
			continue
		}
		if line == "" || helpForm.MatchString(line) {
			continue
		}
		m := sampleForm.FindStringSubmatch(line)
		if m == nil {
			return fmt.Errorf("cannot parse %q", line)
		}
		if _, err := strconv.ParseFloat(m[3], 64); err != nil {
			return fmt.Errorf("value of %q: %w", line, err)
		}
		if !memberOf(m[1], family, kind) {
			return fmt.Errorf("%s does not stand under its TYPE", m[1])
		}
		if series[m[1]+m[2]] {
			return fmt.Errorf("second sample of %s%s", m[1], m[2])
		}
		series[m[1]+m[2]] = true
	}
	return nil
}

// memberOf says whether a sample belongs to a family; those of histograms and summaries have suffixes.
func memberOf(name, family, kind string) bool {
	if name == family {
		return kind != "histogram"
	}
	suffix, ok := strings.CutPrefix(name, family)
	switch kind {
	case "histogram":
		return ok && (suffix == "_bucket" || suffix == "_sum" || suffix == "_count")
	case "summary":
		return ok && (suffix == "_sum" || suffix == "_count")
	}
	return false
}

func TestCheckExposition(t *testing.T) {
	const head = "# HELP a_total Help.\n# TYPE a_total counter\n"
	tests := []struct {
		text string
		ok   bool
	}{
		{head + "a_total 1\n", true},
		{head + "a_total{x=\"1\",y=\"q\\\"\"} 1e3\na_total{x=\"2\"} NaN\n", true},
		{"# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 2\nh_count 1\n", true},
		{head + "a_total 1", false},
		{head + "a_total 1\na_total 1\n", false},
		{head + "b_total 1\n", false},
		{head + "a_total one\n", false},
		{head + "a_total{x=\"a\"b\"} 1\n", false},
		{head + "a_total 1\n# TYPE b gauge\nb 1\na_total{x=\"1\"} 1\n", false},
		{head + head, false},
		{"# TYPE h histogram\nh 1\n", false},
	}
	for _, tt := range tests {
		if err := checkExposition(tt.text); (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.text, err)
		}
	}
}
