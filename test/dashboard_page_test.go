package test

import (
	"fmt"
	"testing"
)

const history = "history\n  path DIR/history\n  interval 1s\n  rules-file DIR/rules.yml"

// alertRules make an alert that fires at once, and an objective that is missed.
const alertRules = `
groups:
- name: page
  interval: 1s
  rules:
  - {alert: PageTest, expr: vector(1), annotations: {summary: This is a test}}
  - {record: "slo:budget_left", expr: vector(-0.5), labels: {slo: missed, proxy: fe_api}}
  - {record: "slo:burn_rate", expr: vector(20), labels: {slo: missed, proxy: fe_api, window: 1h}}
`

// TestDashboardPage uses the dashboard of one gateway as people do. What takes a while to come is looked for last.
func TestDashboardPage(t *testing.T) {
	d := openDashPage(t, history, func(dir string) {
		write(t, dir+"/rules.yml", alertRules)
		writeYesterday(t, dir+"/history")
	})
	for _, tt := range []struct {
		name string
		test func(*dashPage)
	}{
		{"live", testPageLive},
		{"views", testPageViews},
		{"keys", testPageKeys},
		{"zoom", testPageZoom},
		{"yesterday", testPageYesterday},
		{"two servers", testPageTwoServers},
		{"theme", testPageTheme},
		{"keyboard", testPageKeyboard},
		{"phone", testPagePhone},
		{"axe", testPageAxe},
		{"events", testPageEvents},
		{"objectives", testPageObjectives},
		{"slow server", testPageSlowServer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sub := d.of(t)
			tt.test(sub)
			sub.quiet()
		})
		if t.Failed() {
			return // the browser is gone
		}
	}
}

// Each second there is a reading, which is young when it is shown.
func testPageLive(d *dashPage) {
	d.comes(`parseFloat(document.querySelector('.tile strong')?.textContent) > 0`)
	d.does(`const live = await import('./live.js'); window.seen = new Set(); window.look = setInterval(() => live.staleFor() < 2 && seen.add(live.latest().t), 100)`)
	d.comes(`window.seen.size >= 3`)
	d.does(`clearInterval(window.look)`)
}

// Every view opens by its tab, and shows what it is for.
func testPageViews(d *dashPage) {
	for _, tt := range []struct{ view, shows string }{
		{"latency", `document.querySelector('.graph.tall canvas') && /the slowest percent/.test(document.querySelector('.finding')?.textContent) && document.querySelector('.requests tbody tr')`},
		{"servers", `document.querySelectorAll('tbody tr').length === 5 && document.querySelector('.timeline rect')`},
		{"operations", `[...document.querySelectorAll('tbody th')].some(e => e.textContent === 'get-user')`},
		{"consumers", `[...document.querySelectorAll('tbody th')].some(e => /^key-[0-9a-f]{16}$/.test(e.textContent))`},
		{"errors", `[...document.querySelectorAll('.matrix thead th')].some(e => e.textContent === '503') && document.querySelector('.requests tbody tr')`},
		{"events", `document.querySelector('.events li')`},
		{"overview", `document.querySelectorAll('.graph canvas').length >= 4 && [...document.querySelectorAll('.legend td')].some(c => parseFloat(c.textContent) > 0)`},
	} {
		d.does(`document.querySelector('.tabs a[href^="#` + tt.view + `"]').click()`)
		d.comes(`document.querySelector('.tabs [aria-current]')?.getAttribute('href').startsWith('#` + tt.view + `') && ` + tt.shows)
	}
	// a number of the table of errors leads to the requests behind it
	d.turn("#errors")
	d.comes(`document.querySelector('.matrix td.shaded button')`)
	d.does(`[...document.querySelectorAll('.matrix td.shaded button')].at(-1).click()`)
	d.comes(`/code=503/.test(location.hash) && document.querySelector('.matrix td.chosen') && [...document.querySelectorAll('.requests tbody tr')].every(r => /503/.test(r.textContent))`)
	d.does(`document.querySelector('.requests button.more').click()`)
	d.comes(`document.querySelector('.requests .open dt')`)
}

// The objective of the configuration has all its budget used by the errors of this test; one that is missed says so.
func testPageObjectives(d *dashPage) {
	d.turn("#overview")
	row := func(name string) string {
		return `[...document.querySelectorAll('[aria-label=Objectives] tbody tr')].find(r => r.querySelector('th').textContent.startsWith('` + name + `'))?.textContent`
	}
	d.comes(`/used up.*−50/.test(` + row("missed") + `) && /20/.test(` + row("missed") + `)`)
	d.comes(`/99.9.%.*fe_api/.test(` + row("available") + `)`)
	d.comes(`/alerts? fires?/.test(document.querySelector('.alarm')?.textContent)`)
	d.does(`document.querySelector('.alarm').click()`)
	d.comes(`/PageTest.*This is a test/.test(document.querySelector('.events')?.textContent)`)
}

// One server that is three times slower than its four siblings is marked, and no other is.
func testPageSlowServer(d *dashPage) {
	d.turn("#servers")
	d.comes(`document.querySelectorAll('tbody .badge[data-tone=warn]').length === 1 && /s5.*slower/.test(document.querySelector('tr[data-tone=warn]')?.textContent)`)
	d.turn("#overview")
	d.comes(`[...document.querySelectorAll('.tile')].some(e => /1 slower than its siblings/.test(e.textContent))`)
}

// Without a history the page lives from the stream, and says what to add.
func TestDashboardPageWithoutHistory(t *testing.T) {
	d := openDashPage(t, "", nil)
	d.comes(`document.querySelector('.notice')?.textContent.includes('history')`)
	d.comes(`parseFloat(document.querySelector('.tile strong')?.textContent) > 0`)
	d.comes(`[...document.querySelectorAll('.legend td')].some(c => parseFloat(c.textContent) > 0)`)
	d.quiet()
}

// Of many servers the page shows how they are in all, and those of the backend that is chosen.
func TestDashboardPageManyServers(t *testing.T) {
	sections := ""
	for b := range 3 {
		sections += fmt.Sprintf("backend many%d\n", b)
		for s := range 80 {
			sections += fmt.Sprintf("  server s%d 127.0.0.1:1%s\n", s, map[bool]string{true: " disabled"}[s == 7])
		}
	}
	d := openDashPage(t, "history\n  path DIR/history\n  interval 1s\n"+sections, nil)
	d.comes(`[...document.querySelectorAll('.tile')].some(e => /242.* of 245/.test(e.textContent))`)
	d.turn("#servers")
	d.comes(`document.querySelectorAll('tbody tr').length === 4 && /79 of 80/.test(document.querySelector('main').textContent)`)
	d.does(`[...document.querySelectorAll('tbody a')].find(a => a.textContent === 'many1').click()`)
	d.comes(`document.querySelectorAll('tbody tr').length === 80 && document.querySelectorAll('tbody .badge[data-tone=off]').length === 1`)
	d.comes(`document.querySelectorAll('tbody .timeline rect').length >= 80`)
	d.turn("#overview")
	d.comes(`document.querySelectorAll('tbody tr').length >= 6`)
	d.quiet()
}
