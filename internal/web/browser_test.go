package web

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"metergate/test/browser"
)

// open shows the page of a configuration in a browser.
func open(t *testing.T, config string) *browser.Browser {
	t.Helper()
	if _, err := exec.LookPath(browser.Program); err != nil {
		if os.Getenv("METERGATE_PEERS") == "required" {
			t.Fatal("chromium is not installed (see test/install-peers)")
		}
		t.Skip("chromium is not installed (see test/install-peers)")
	}
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	b, err := browser.Start(1400, 900)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	server := httptest.NewServer(newRig(t, config))
	t.Cleanup(server.Close)
	if err := b.Open(server.URL + "/stats"); err != nil {
		t.Fatal(err)
	}
	return b
}

// eval returns the value of an expression in the page as text.
func eval(t *testing.T, b *browser.Browser, expression string) (got string) {
	t.Helper()
	if err := b.Eval(expression, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// shown lists the rows in the document.
const shown = `[...document.querySelectorAll('tr[data-s]')].filter(r => r.offsetParent).map(r => r.id).join(' ')`

// after does something, waits until the page shows the rows that are wanted, and returns what it shows in the end.
func after(do, want string) string {
	return `(async () => { ` + do + `; let rows;
		for (const end = Date.now() + 20000; Date.now() < end; await new Promise(done => setTimeout(done, 20)))
			if ((rows = ` + shown + `).startsWith('` + want + `')) break;
		return rows })()`
}

const search = `const q = document.querySelector('input[type=search]'); q.value = '%s'; q.dispatchEvent(new Event('input'))`

func TestPageInBrowser(t *testing.T) {
	b := open(t, sample)
	const all = "stats/Frontend api/Frontend be/s1 be/s2 be/s3 be/s4 be/Backend other/Frontend other/only other/tracks other/Backend"
	for _, tt := range []struct{ name, do, want string }{
		{"as configured", "", all},
		{"filtered", fmt.Sprintf(search, "be/s"), "be/s1 be/s2 be/s3 be/s4"},
		{"filtered by two words", fmt.Sprintf(search, "BE 3"), "be/s3"},
		{"not filtered", fmt.Sprintf(search, ""), all},
		{"by state", "document.querySelector('[data-tone=off]').click()", "be/s4"},
		{"by no state", "document.querySelector('[data-tone=off]').click()", all},
		{"sorted by weight", "document.querySelectorAll('thead .co button')[3].click()",
			strings.Replace(all, "be/s1 be/s2 be/s3 be/s4", "be/s1 be/s2 be/s3 be/s4", 1)},
		{"the other way", "document.querySelectorAll('thead .co button')[3].click()",
			strings.Replace(all, "be/s1 be/s2 be/s3 be/s4", "be/s2 be/s3 be/s4 be/s1", 1)},
		{"as configured again", "document.querySelectorAll('thead .co button')[3].click()", all},
	} {
		if got := eval(t, b, after(tt.do, tt.want)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := eval(t, b, `(async () => { document.querySelector('.nm a').click();
		for (const end = Date.now() + 20000; Date.now() < end && !document.querySelector('dialog[open] h1'); await new Promise(done => setTimeout(done, 20)));
		return document.querySelector('dialog[open] h1')?.textContent ?? 'nothing' })()`); !strings.HasPrefix(got, "stats/Frontend") {
		t.Errorf("a name opens %q", got)
	}
}

// Without scripts all rows are there, and the form works.
func TestPageWithoutScript(t *testing.T) {
	b := open(t, many(40))
	if err := b.NoScript(); err != nil {
		t.Fatal(err)
	}
	if err := b.Reload(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(eval(t, b, shown)); len(got) != 1+40*11 {
		t.Errorf("%d rows are shown, want %d", len(got), 1+40*11)
	}
	if got := eval(t, b, `document.querySelectorAll('form.act select').length + ''`); got != "40" {
		t.Errorf("%s forms, want 40", got)
	}
}

// many is a configuration with backends of ten servers each.
func many(backends int) string {
	var c strings.Builder
	c.WriteString(strings.SplitAfter(sample, `first & last"`)[0])
	for i := range backends {
		fmt.Fprintf(&c, "\nbackend be%d\n", i)
		for j := range 10 {
			fmt.Fprintf(&c, "  server s%d 127.0.0.1:9%s\n", j, map[bool]string{true: " disabled"}[j == 3])
		}
	}
	return c.String() + "\n"
}

// With 10,000 servers nothing that a user does takes the page long: some 40 ms of processor time a step. What is judged is
// far above that, since the machine of a test is busy with others; making rows for all of them would be farther.
func TestManyServersInBrowser(t *testing.T) {
	b := open(t, many(1000))
	for _, tt := range []struct {
		name, do string
		rows     string // the first ones
	}{
		{"filter", fmt.Sprintf(search, "be999/s7"), "be999/s7"},
		{"all", fmt.Sprintf(search, ""), "stats/Frontend be0/s0 be0/s1"},
		{"sort by state", "document.querySelectorAll('thead .co button')[1].click()", "stats/Frontend be0/s3 be0/s0"},
		{"sort by number", "document.querySelectorAll('thead .co button')[4].click()", "stats/Frontend be0/s0 be0/s1"},
		{"state", "document.querySelector('[data-tone=off]').click()", "be0/s3 be1/s3 be2/s3"},
	} {
		before := busy(t, b)
		got := eval(t, b, after(tt.do, tt.rows))
		took := busy(t, b) - before
		if !strings.HasPrefix(got, tt.rows) {
			t.Errorf("%s: %.80s, want %s first", tt.name, got, tt.rows)
		}
		if n := len(strings.Fields(got)); n > 120 {
			t.Errorf("%s: %d rows are in the document", tt.name, n)
		}
		t.Logf("%s: %.0f ms", tt.name, took*1e3)
		if took > 2 {
			t.Errorf("%s took %.0f ms of processor time", tt.name, took*1e3)
		}
	}
}

func busy(t *testing.T, b *browser.Browser) float64 {
	t.Helper()
	s, err := b.Busy()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
