package test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/test/browser"
	"metergate/test/gateway"
	"metergate/test/origin"
)

// onlyBrowser is what all tests of pages look through, one after the other: a browser takes seconds to start.
var onlyBrowser *browser.Browser

// openBrowser returns the browser, with a window of its usual size.
func openBrowser(t *testing.T) *browser.Browser {
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
	if onlyBrowser == nil {
		b, err := browser.Start(1400, 1000)
		if err != nil {
			t.Fatal(err)
		}
		onlyBrowser = b
	}
	t.Cleanup(func() {
		if t.Failed() {
			closeBrowser() // the next test begins with one that nothing has happened to
		}
	})
	return onlyBrowser
}

func closeBrowser() {
	if onlyBrowser != nil {
		onlyBrowser.Close()
		onlyBrowser = nil
	}
}

// A dashPage is the dashboard of a gateway under traffic, in a browser.
type dashPage struct {
	*testing.T
	*browser.Browser
	url  string
	said int // errors that the console had shown before
}

// How long origins take: the one server with the slow one is three times slower than its four siblings.
const quick, slow = "ms=30", "ms=90"

// pagePaths are what clients ask for, and how that is answered.
var pagePaths = map[string]string{"/users/1": "", "/users/2": "", "/orders/7": "&st=503", "/nowhere": "&st=404"}

const dashPageConfig = `
HISTORY
operations shop
  operation get-user GET /users/{id}
  learn
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 10s
frontend stats
  bind 127.0.0.1:%[1]d
  http-request use-service dashboard if { path_beg /ops/dash }
  stats enable
  stats uri /
  stats admin if TRUE
frontend fe_api
  bind 127.0.0.1:%[2]d
  use-operations shop
  http-request set-consumer req.hdr(x-api-key)
SLO  default_backend be_api
backend be_api
  balance roundrobin
  server s1 %[3]s
  server s2 %[3]s
  server s3 %[3]s
  server s4 %[3]s
  server s5 %[4]s
`

// openDashPage starts a gateway with clients and opens its dashboard. Sections are added to its configuration, in which DIR
// stands for the folder of the test, as for prepare.
func openDashPage(t *testing.T, history string, prepare func(dir string)) *dashPage {
	t.Helper()
	b := openBrowser(t)
	k, dir := gateway.Kinds()[0], t.TempDir()
	program, stats, fe := k.Require(t), freePort(t), freePort(t)
	file := filepath.Join(dir, "gw.cfg")
	slo := ""
	if history != "" {
		slo = "  slo available objective 99.9\n"
	}
	text := fmt.Sprintf(dashPageConfig, stats, fe, pageOrigin(t, quick), pageOrigin(t, slow))
	write(t, file, strings.NewReplacer("HISTORY", strings.ReplaceAll(history, "DIR", dir), "SLO", slo).Replace(text))
	if prepare != nil {
		prepare(dir)
	}
	p, err := gateway.Start(gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	var loads []*loader
	for target := range pagePaths {
		loads = append(loads, startLoad(&client{addr: fmt.Sprintf("127.0.0.1:%d", fe), target: target, method: "GET", headers: []string{"x-api-key: some-key"}, serial: 20}, 1))
	}
	t.Cleanup(func() {
		for _, l := range loads {
			l.end()
		}
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	if history != "" { // a page that asks before it is open says so on its console
		eventuallyProm(t, fmt.Sprintf("http://127.0.0.1:%d/ops/dash/api/v1", stats), "vector(1)", func(v float64) bool { return v == 1 })
	}
	t.Cleanup(func() { b.Open("about:blank") }) // a page that misses its gateway says so
	d := (&dashPage{Browser: b, url: fmt.Sprintf("http://127.0.0.1:%d/ops/dash/", stats)}).of(t)
	d.goTo("")
	return d
}

// pageOrigin starts an origin that takes so long.
func pageOrigin(t *testing.T, pace string) string {
	t.Helper()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	for path, answer := range pagePaths {
		if err := o.Set(path, pace+answer); err != nil {
			t.Fatal(err)
		}
	}
	return o.Addr()
}

// of returns the page for a subtest.
func (d *dashPage) of(t *testing.T) *dashPage {
	sub := *d
	sub.T = t
	errors, err := d.Errors()
	if err != nil {
		t.Fatal(err)
	}
	sub.said = len(errors)
	return &sub
}

// goTo opens the page anew, at what an address has behind the #.
func (d *dashPage) goTo(hash string) {
	d.Helper()
	if err := d.Open("about:blank"); err != nil { // an address that differs behind the # only would be no new page
		d.Fatal(err)
	}
	if err := d.Open(d.url + hash); err != nil {
		d.Fatal(err)
	}
	d.comes(`document.querySelector('.pulse')?.textContent === 'live'`)
}

// turn changes to a view, within the page, and waits until what it shows is there.
func (d *dashPage) turn(hash string) {
	d.Helper()
	d.does(`location.hash = '` + hash + `'`)
	d.comes(`location.hash === '` + hash + `' && document.querySelector('main .panel') && ![...document.querySelectorAll('.nothing')].some(e => e.textContent === 'Loading…')`)
}

// text returns the value of an expression.
func (d *dashPage) text(expression string) (got string) {
	d.Helper()
	if err := d.Eval(`String(`+expression+`)`, &got); err != nil {
		d.Fatal(err)
	}
	return got
}

// comes waits until an expression holds in the page.
func (d *dashPage) comes(expression string) {
	d.Helper()
	var ok bool
	for end := time.Now().Add(2 * gateway.Patience); !ok; time.Sleep(50 * time.Millisecond) {
		if err := d.Eval(`(async () => !!(`+expression+`))()`, &ok); err != nil {
			d.Fatal(err)
		}
		if !ok && time.Now().After(end) {
			d.Fatalf("never true: %s\n%s", expression, d.text(`location.href + '\n' + document.body.innerText.slice(0, 3000)`))
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
	for _, e := range errors[d.said:] {
		d.Errorf("the console says: %s", e)
	}
}
