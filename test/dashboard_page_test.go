package test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/test/browser"
	"metergate/test/gateway"
	"metergate/test/origin"
)

// A dashPage is the dashboard of a gateway under traffic, in a browser.
type dashPage struct {
	*testing.T
	*browser.Browser
	url string
}

const dashPageConfig = `
%[5]s
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 1s
frontend stats
  bind 127.0.0.1:%[1]d
  http-request use-service dashboard if { path_beg /ops/dash }
  stats enable
  stats uri /
  stats admin if TRUE
frontend fe_api
  bind 127.0.0.1:%[2]d
  default_backend be_api
backend be_api
  balance roundrobin
  server s1 %[3]s
  server s2 %[3]s
  server s3 %[4]s
`

// openDashPage starts a gateway and opens its dashboard.
func openDashPage(t *testing.T, history string) *dashPage {
	t.Helper()
	if _, err := exec.LookPath(browser.Program); err != nil {
		if gateway.Required() {
			t.Fatal("chromium is not installed (see test/install-peers)")
		}
		t.Skip("chromium is not installed (see test/install-peers)")
	}
	if testing.Short() {
		t.Skip("a browser takes long")
	}
	k, dir := gateway.Kinds()[0], t.TempDir()
	program, stats, fe := k.Require(t), freePort(t), freePort(t)
	quick, slow := pageOrigin(t), pageOrigin(t)
	file := filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(dashPageConfig, stats, fe, quick, slow, strings.ReplaceAll(history, "DIR", dir)))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	l := startLoad(&client{addr: fmt.Sprintf("127.0.0.1:%d", fe), target: "/users/1?ms=5", method: "GET", serial: 20}, 3)
	t.Cleanup(func() {
		l.end()
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	b, err := browser.Start(1400, 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	d := &dashPage{t, b, fmt.Sprintf("http://127.0.0.1:%d/ops/dash/", stats)}
	if err := b.Open(d.url); err != nil {
		t.Fatal(err)
	}
	return d
}

func pageOrigin(t *testing.T) string {
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	return o.Addr()
}

// comes waits until an expression holds in the page.
func (d *dashPage) comes(expression string) {
	d.Helper()
	var ok bool
	for end := time.Now().Add(gateway.Patience); !ok; time.Sleep(50 * time.Millisecond) {
		if err := d.Eval(`(async () => !!(`+expression+`))()`, &ok); err != nil {
			d.Fatal(err)
		}
		if !ok && time.Now().After(end) {
			var text string
			d.Eval(`location.href + '\n' + document.body.innerText.slice(0, 1500)`, &text)
			d.Fatalf("never true: %s\n%s", expression, text)
		}
	}
}

// does runs a statement in the page.
func (d *dashPage) does(statement string) {
	d.Helper()
	if err := d.Eval(`(async () => { `+statement+` })()`, nil); err != nil {
		d.Fatal(err)
	}
}

// quiet fails the test when the console has shown errors.
func (d *dashPage) quiet() {
	d.Helper()
	errors, err := d.Errors()
	if err != nil {
		d.Fatal(err)
	}
	for _, e := range errors {
		d.Errorf("the console says: %s", e)
	}
}

const history = "history\n  path DIR/history\n  interval 1s"

func TestDashboardPage(t *testing.T) {
	d := openDashPage(t, history)
	d.comes(`document.querySelector('.pulse')?.textContent === 'live'`)
	d.comes(`parseFloat(document.querySelector('.tile strong')?.textContent) > 0`)

	// each second there is a reading, which is young when it is shown
	d.does(`const live = await import('./live.js'); window.seen = new Set(); window.look = setInterval(() => live.staleFor() < 2 && seen.add(live.latest().t), 100)`)
	d.comes(`window.seen.size >= 3`)

	// graphs have lines of the history, and numbers beside them
	d.comes(`document.querySelectorAll('.graph canvas').length >= 4`)
	d.comes(`[...document.querySelectorAll('.legend td')].some(c => parseFloat(c.textContent) > 0)`)

	// every view, by its tab; what it shows is accessible in both colours
	for _, view := range []string{"latency", "servers", "operations", "consumers", "errors", "events", "overview"} {
		d.does(`document.querySelector('.tabs a[href^="#` + view + `"]').click()`)
		d.comes(`document.querySelector('.tabs [aria-current]')?.getAttribute('href').startsWith('#` + view + `') && document.querySelector('main .panel')`)
	}
	d.quiet()
}

// What a user sets is in the address, and what the address says is shown.
func TestDashboardPageState(t *testing.T) {
	d := openDashPage(t, history)
	d.comes(`document.querySelector('.graph .plot canvas')`)
	// A graph that is drawn anew meanwhile has lost the focus: the key is pressed until it is heard.
	d.does(`window.press = key => {
		document.querySelector('.graph .plot').focus();
		document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
		return false;
	}`)
	d.comes(`/^\d\d:\d\d:\d\d: .+ /.test(document.activeElement.closest('.plotbox')?.querySelector('[aria-live]').textContent) || press('ArrowLeft')`)
	d.comes(`/from=\d+&to=\d+/.test(location.hash) && document.querySelector('.fixed') || press('-')`)
	d.does(`document.querySelector('.spans a[href*="5m"]').click()`)
	d.comes(`location.hash.includes('last=5m') && !document.querySelector('.fixed')`)

	d.does(`location.hash = '#servers?last=5m&a=be_api/s1&b=be_api/s3'`)
	d.comes(`document.querySelectorAll('.compare .graph').length === 4 && document.querySelectorAll('tbody input:checked').length === 2`)
	d.comes(`[...document.querySelectorAll('.compare .legend th[scope=row]')].filter(e => e.textContent === 'be_api/s3').length > 1`)
	d.does(`[...document.querySelectorAll('thead button')].find(b => b.textContent.startsWith('Requests')).click()`)
	d.comes(`document.querySelector('[aria-sort=descending]')?.textContent.startsWith('Requests')`)
	if err := d.Reload(); err != nil {
		t.Fatal(err)
	}
	d.comes(`document.querySelectorAll('tbody input:checked').length === 2`)

	d.does(`window.setTheme('dark')`)
	d.comes(`document.documentElement.dataset.theme === 'dark'`)
	d.quiet()
}

// What happens shows everywhere: the state of a server in its row, and an event.
func TestDashboardPageEvents(t *testing.T) {
	d := openDashPage(t, history)
	d.does(`location.hash = '#servers'`)
	d.comes(`document.querySelectorAll('tbody tr').length === 3`)
	d.does(`await fetch('/', { method: 'POST', body: 's=s2&action=maint&b=be_api', headers: { 'content-type': 'application/x-www-form-urlencoded' } })`)
	d.comes(`[...document.querySelectorAll('tbody tr')].some(r => /s2/.test(r.textContent) && r.querySelector('.badge')?.textContent.includes('MAINT'))`)
	d.does(`location.hash = '#events'`)
	d.comes(`[...document.querySelectorAll('.events li')].some(e => /be_api\/s2/.test(e.textContent))`)
	d.quiet()
}

// Without a history the page lives from the stream, and says what to add.
func TestDashboardPageWithoutHistory(t *testing.T) {
	d := openDashPage(t, "")
	d.comes(`document.querySelector('.notice')?.textContent.includes('history')`)
	d.comes(`parseFloat(document.querySelector('.tile strong')?.textContent) > 0`)
	d.comes(`[...document.querySelectorAll('.legend td')].some(c => parseFloat(c.textContent) > 0)`)
	d.quiet()
}

// axe finds nothing serious in any view, light or dark.
func TestDashboardPageAxe(t *testing.T) {
	d := openDashPage(t, history)
	axe := unpack(t, "testdata/axe/axe.min.js.gz")
	for _, scheme := range []string{"light", "dark"} {
		d.does(`window.setTheme('` + scheme + `')`)
		for _, view := range []string{"overview", "latency", "servers?a=be_api/s1&b=be_api/s3", "operations", "consumers", "errors", "events"} {
			d.does(`location.hash = '#` + view + `'`)
			d.comes(`location.hash === '#` + view + `' && document.querySelector('main .panel') && ![...document.querySelectorAll('.nothing')].some(e => e.textContent === 'Loading…')`)
			d.inspect(axe, scheme+" "+view)
		}
	}
}

// inspect reports what axe finds serious or critical.
func (d *dashPage) inspect(axe, where string) {
	d.Helper()
	var found []struct {
		ID, Impact string
		Nodes      []struct{ HTML, FailureSummary string }
	}
	if err := d.Eval(axe+`; axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical'))`, &found); err != nil {
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
