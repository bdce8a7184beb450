package test

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"metergate/test/gateway"
)

// What keys do on a graph: values are read out, and the span of time changes with the address.
func testPageKeys(d *dashPage) {
	d.turn("#overview?last=1m")
	d.comes(`document.querySelector('.graph .plot canvas')`)
	// A graph that is drawn anew meanwhile has lost the focus: the key is pressed until it is heard.
	press := func(key, until string) {
		for end := time.Now().Add(2 * gateway.Patience); d.text(until) != "true"; {
			if time.Now().After(end) {
				d.Fatalf("%s does nothing: %s is %s", key, until, d.text(until))
			}
			d.does(`document.querySelector('.graph .plot').focus()`)
			if err := d.Press(key); err != nil {
				d.Fatal(err)
			}
		}
	}
	press("ArrowLeft", `/^\d\d:\d\d:\d\d: .+ /.test(document.querySelector('.plotbox [aria-live]').textContent)`)
	press("-", `/from=\d+&to=\d+/.test(location.hash)`)
	d.comes(`document.querySelector('.fixed')`)
	d.does(`document.querySelector('.spans a[href*="5m"]').click()`)
	d.comes(`location.hash.includes('last=5m') && !document.querySelector('.fixed')`)
}

// scale is the span of time that the first graph shows, in ms.
const scale = `(() => { const x = document.querySelector('.plotbox')?.plot?.scales.x; return x ? Math.round(x.min * 1e3) + ' ' + Math.round(x.max * 1e3) : '' })()`

// What is chosen with the mouse is in the address, and whoever opens the address sees the same.
func testPageZoom(d *dashPage) {
	d.turn("#overview?last=1m")
	d.comes(`document.querySelector('.graph .u-over')`)
	var box struct{ X, Y, Width, Height float64 }
	if err := d.Eval(`document.querySelector('.graph .u-over').getBoundingClientRect().toJSON()`, &box); err != nil {
		d.Fatal(err)
	}
	for end := time.Now().Add(2 * gateway.Patience); !strings.Contains(d.text("location.hash"), "from="); {
		if time.Now().After(end) {
			d.Fatal("dragging does not zoom")
		}
		if err := d.Drag(box.X+box.Width*0.5, box.Y+box.Height/2, box.X+box.Width*0.98, box.Y+box.Height/2); err != nil {
			d.Fatal(err)
		}
	}
	hash := d.text("location.hash")
	var from, to int
	if _, err := fmt.Sscanf(hash[strings.Index(hash, "from="):], "from=%d&to=%d", &from, &to); err != nil || to-from < 20_000 || to-from > 40_000 {
		d.Errorf("%s shows %d ms, want half a minute (%v)", hash, to-from, err)
	}
	shown := fmt.Sprint(from, to)
	d.comes(scale + ` === '` + shown + `'`)
	label := d.text(`document.querySelector('.fixed span').textContent`)
	d.goTo(hash)
	d.comes(scale + ` === '` + shown + `'`)
	if got := d.text(`document.querySelector('.fixed span').textContent`); got != label {
		d.Errorf("the address opens %s, want %s", got, label)
	}
	d.does(`[...document.querySelectorAll('.fixed a')].find(a => a.textContent === 'zoom out').click()`)
	d.comes(scale + ` === '` + fmt.Sprint(from-(to-from)/2, to+(to-from)/2) + `'`)
	d.does(`history.back()`)
	d.comes(scale + ` === '` + shown + `'`)
}

// writeYesterday puts into a history that the frontend had 50 requests a second a day before the test.
func writeYesterday(t *testing.T, path string) {
	t.Helper()
	if _, err := exec.LookPath("promtool"); err != nil {
		if gateway.Required() {
			t.Fatal("promtool is not installed (see test/install-peers)")
		}
		t.Log("promtool is not installed (see test/install-peers): there is no yesterday to compare with")
		return
	}
	var b strings.Builder
	b.WriteString("# TYPE haproxy_frontend_http_responses counter\n")
	now := time.Now().Add(-24 * time.Hour).Unix()
	for i, t := 0, now-3600; t < now+3600; i, t = i+1, t+10 {
		b.WriteString(`haproxy_frontend_http_responses_total{job="haproxy",proxy="fe_api",code="2xx"} ` + strconv.Itoa(i*500) + " " + strconv.FormatInt(t, 10) + "\n")
	}
	b.WriteString("# EOF\n")
	file := t.TempDir() + "/yesterday"
	write(t, file, b.String())
	if out, err := exec.Command("promtool", "tsdb", "create-blocks-from", "openmetrics", file, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// The day before is drawn beside today, where there is one.
func testPageYesterday(d *dashPage) {
	if _, err := exec.LookPath("promtool"); err != nil {
		d.Skip("promtool is not installed (see test/install-peers)")
	}
	d.turn("#overview?last=5m")
	d.does(`const s = document.querySelector('.cmp select'); s.value = '1d'; s.dispatchEvent(new Event('change', { bubbles: true }))`)
	d.comes(`/cmp=1d/.test(location.hash)`)
	d.comes(`(() => { const u = document.querySelector('.plotbox')?.plot, i = u?.series.findIndex(s => s.label === '2xx before'); return i > 0 && u.data[i].some(v => Math.abs(v - 50) < 1) })()`)
	d.does(`const s = document.querySelector('.cmp select'); s.value = ''; s.dispatchEvent(new Event('change', { bubbles: true }))`)
	d.comes(`!/cmp=/.test(location.hash) && !document.querySelector('.plotbox').plot.series.some(s => /before/.test(s.label))`)
}

// Two servers that are chosen stand side by side, also for whoever opens the address.
func testPageTwoServers(d *dashPage) {
	d.turn("#servers?last=5m")
	for i, name := range []string{"be_api/s1", "be_api/s5"} {
		d.does(`document.querySelector('[aria-label="Compare ` + name + `"]').click()`)
		d.comes(`document.querySelectorAll('tbody input:checked').length === ` + strconv.Itoa(i+1))
	}
	check := func() {
		d.comes(`document.querySelectorAll('.compare .graph').length === 4 && document.querySelectorAll('tbody input:checked').length === 2`)
		d.comes(`[...document.querySelectorAll('.compare .legend th[scope=row]')].filter(e => e.textContent === 'be_api/s5').length > 1`)
	}
	check()
	d.goTo(d.text("location.hash"))
	check()
	d.does(`[...document.querySelectorAll('thead button')].find(b => b.textContent.startsWith('Requests')).click()`)
	d.comes(`document.querySelector('[aria-sort=descending]')?.textContent.startsWith('Requests')`)
	d.does(`document.querySelector('.compare .line a').click()`)
	d.comes(`!document.querySelector('.compare') && !document.querySelector('tbody input:checked')`)
}

// Colours are those of the system until somebody changes them; what was chosen stays.
func testPageTheme(d *dashPage) {
	d.does(`localStorage.clear()`)
	theme := `document.documentElement.dataset.theme`
	for _, scheme := range []string{"dark", "light"} {
		if err := d.Prefer(scheme); err != nil {
			d.Fatal(err)
		}
		d.goTo("#overview")
		d.comes(theme + ` === '` + scheme + `'`)
	}
	paper := d.text(`getComputedStyle(document.documentElement).backgroundColor`)
	d.does(`document.querySelector('button.theme').click()`)
	d.comes(theme + ` === 'dark' && getComputedStyle(document.documentElement).backgroundColor !== '` + paper + `'`)
	d.goTo("#latency")
	d.comes(theme + ` === 'dark'`)
	d.does(`window.setTheme('light')`)
}

// With the keyboard alone one comes to everything, sees where one is, and sorts.
func testPageKeyboard(d *dashPage) {
	d.goTo("#operations")
	d.comes(`document.querySelector('thead button')`)
	var seen []string
	for len(seen) < 80 {
		if err := d.Press("Tab"); err != nil {
			d.Fatal(err)
		}
		var at struct {
			Name         string
			Shown, Heads bool
		}
		if err := d.Eval(`(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
			return { name: e.tagName + ' ' + (e.textContent || e.getAttribute('aria-label')).slice(0, 30), heads: e.matches('thead button') && e.textContent.startsWith('p99'),
				shown: e.matches(':focus-visible') && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 && r.width > 0 && r.bottom > 0 && r.top < innerHeight } })()`, &at); err != nil {
			d.Fatal(err)
		}
		seen = append(seen, at.Name)
		if !at.Shown {
			d.Errorf("the focus on %q cannot be seen", at.Name)
		}
		if at.Heads {
			break
		}
	}
	if !strings.Contains(seen[0], "Skip to the content") {
		d.Errorf("the first stop is %q, want the link to the content", seen[0])
	}
	for _, sorted := range []string{"descending", "ascending"} {
		if err := d.Press("Enter"); err != nil {
			d.Fatal(err)
		}
		d.comes(`document.activeElement.closest('th')?.getAttribute('aria-sort') === '` + sorted + `'`)
	}
	d.Logf("%d stops: %s", len(seen), strings.Join(seen, "; "))
}

// On a phone nothing stands out of the window; what is wide scrolls within itself.
func testPagePhone(d *dashPage) {
	if err := d.Sharp(390, 844, 2); err != nil {
		d.Fatal(err)
	}
	for _, view := range []string{"overview", "overview?from=1700000000000&to=1700000600000", "latency", "servers?a=be_api%2Fs1&b=be_api%2Fs5", "operations?op=get-user", "consumers", "errors?code=503", "events"} {
		d.turn("#" + view)
		d.comes(`document.documentElement.scrollWidth <= 390 && innerWidth === 390`)
	}
	if err := d.Sharp(1400, 1000, 1); err != nil {
		d.Fatal(err)
	}
}

// What happens shows everywhere: the state of a server in its row, and an event.
func testPageEvents(d *dashPage) {
	set := func(action string) {
		d.does(`await fetch('/', { method: 'POST', body: 's=s2&action=` + action + `&b=be_api', headers: { 'content-type': 'application/x-www-form-urlencoded' } })`)
	}
	state := func(name string) string {
		return `[...document.querySelectorAll('tbody tr')].some(r => /s2/.test(r.textContent) && r.querySelector('.badge')?.textContent.includes('` + name + `'))`
	}
	d.turn("#servers")
	set("maint")
	d.comes(state("MAINT"))
	d.turn("#events")
	d.comes(`[...document.querySelectorAll('.events li')].some(e => /be_api\/s2.*MAINT/.test(e.textContent))`)
	set("ready")
	d.turn("#servers")
	d.comes(state("no check"))
}
