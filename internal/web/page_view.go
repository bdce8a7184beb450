package web

import (
	"strings"
	"sync"

	"metergate/internal/metric"
)

// A view is a choice of columns, with a tab of its own. Every column of the table of metrics is in some view: those that
// no view names are in the one of their module, or in the last.
type view struct {
	name, label string
	groups      []group
}

// A group is columns under a common heading.
type group struct {
	label   string
	columns []heading
}

// A heading is a column with its label.
type heading struct {
	*metric.Column
	label string
}

// plan lists the views: a line is a group, its label before the colon, and then names of columns, each with a label
// behind an equals sign where the name would not do.
var plan = []struct{ name, label, groups string }{
	{"", "Overview", `
		State: status=Status check_status=Last|check weight=Weight
		Sessions: rate=/s scur=Now smax=Max slim=Limit stot=Total
		Queue: qcur=Now qmax=Max
		Responses: hrsp_2xx=2xx hrsp_4xx=4xx hrsp_5xx=5xx
		Time, ms: ctime=Conn rtime=Resp ttime=Total ttime_p99=p99
		Errors: ereq=Req econ=Conn eresp=Resp
		Warnings: wretr=Retr wredis=Redis
		Bytes: bin=In bout=Out`},
	{"classic", "Classic", `
		Queue: qcur=Cur qmax=Max qlimit=Limit
		Session rate: rate=Cur rate_max=Max rate_lim=Limit
		Sessions: scur=Cur smax=Max slim=Limit stot=Total lbtot=LbTot lastsess=Last
		Bytes: bin=In bout=Out
		Denied: dreq=Req dresp=Resp
		Errors: ereq=Req econ=Conn eresp=Resp
		Warnings: wretr=Retr wredis=Redis
		Server: status=Status check_status=LastChk weight=Wght act=Act bck=Bck chkfail=Chk chkdown=Dwn downtime=Dwntme throttle=Thrtle`},
	{"http", "HTTP", `
		State: status=Status
		Requests: req_rate=/s req_rate_max=Max req_tot=Total intercepted=Local dreq=Denied ereq=Invalid
		Responses: hrsp_1xx=1xx hrsp_2xx=2xx hrsp_3xx=3xx hrsp_4xx=4xx hrsp_5xx=5xx hrsp_other=Other dresp=Denied eresp=Failed
		Aborts: cli_abrt=Client srv_abrt=Server
		Failures: wrew=Rewrites eint=Internal
		Cache: cache_lookups=Lookups cache_hits=Hits cache_hint_hits=Hints
		Compression: comp_in=In comp_out=Out comp_byp=Bypassed comp_rsp=Responses
		Versions: h1req=h1 h2req=h2 h3req=h3 req_other=Other`},
	{"time", "Timing", `
		State: status=Status
		Queue, ms: qtime=Mean qtime_p50=p50 qtime_p99=p99 qtime_max=Max
		Connect, ms: ctime=Mean ctime_p50=p50 ctime_p99=p99 ctime_max=Max
		Response, ms: rtime=Mean rtime_p50=p50 rtime_p90=p90 rtime_p95=p95 rtime_p99=p99 rtime_p999=p99.9 rtime_max=Max
		Total, ms: ttime=Mean ttime_p50=p50 ttime_p90=p90 ttime_p95=p95 ttime_p99=p99 ttime_p999=p99.9 ttime_max=Max
		Last: lastsess=Request lastchg=Change`},
	{"health", "Health", `
		State: status=Status act=Active bck=Backup uweight=Weight|set weight=in|force throttle=Ramp tracked=Tracks downtime=Down chkdown=Downs chkfail=Failures hanafail=Observed
		Health check: check_status=Result check_desc=Meaning last_chk=Text check_rise=Rise check_fall=Fall check_health=Health
		Agent: agent_status=Result agent_desc=Meaning last_agt=Text agent_rise=Rise agent_fall=Fall agent_health=Health
		Servers: agg_server_status=States agg_check_status=Checks`},
	{"conn", "Connections", `
		State: status=Status
		From clients: conn_rate=/s conn_rate_max=Max conn_tot=Total dcon=Refused dses=Sessions|refused h1sess=h1 h2sess=h2 h3sess=h3 sess_other=Other
		To servers: connect=Tried reuse=Reused econ=Failed used_conn_cur=Used need_conn_est=Needed
		Idle: srv_icur=Now src_ilim=Limit idle_conn_cur=Unsafe safe_conn_cur=Safe priv_idle_cur=Private
		Bytes: reqbin=Request|in reqbout=Request|out resbin=Response|in resbout=Response|out`},
}

// The views that take what plan leaves.
const (
	moduleView = "modules"
	moreView   = "more"
	allView    = "all"
)

// views returns all views, in the order of their tabs.
var views = sync.OnceValue(func() []*view {
	byName := map[string]*metric.Column{}
	left := map[string]bool{}
	for _, c := range metric.Table() {
		byName[c.Name], left[c.Name] = c, true
	}
	all := &view{name: allView, label: "All", groups: []group{{label: "State", columns: []heading{{byName["status"], "Status"}}}}}
	var vs []*view
	for _, d := range plan {
		v := &view{name: d.name, label: d.label}
		for line := range strings.Lines(strings.TrimSpace(d.groups)) {
			g := parseGroup(line, byName)
			v.groups = append(v.groups, g)
			for _, c := range g.columns {
				delete(left, c.Name)
			}
		}
		vs = append(vs, v)
	}
	modules := &view{name: moduleView, label: "Protocols"}
	more := &view{name: moreView, label: "More", groups: []group{{label: "More"}}}
	for _, c := range metric.Table() {
		if c.Module != "" {
			modules.add(string(c.Module), c, strings.TrimPrefix(c.Name, string(c.Module)+"_"))
		} else if left[c.Name] && c.Name != "pxname" && c.Name != "svname" {
			more.add("More", c, c.Name)
		}
		all.add(groupName(c), c, c.Name)
	}
	return append(vs, modules, more, all)
})

// parseGroup reads a line of plan. Columns that the table does not have are left out.
func parseGroup(line string, byName map[string]*metric.Column) group {
	label, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
	g := group{label: label}
	for _, name := range strings.Fields(names) {
		name, label, _ := strings.Cut(name, "=")
		if c := byName[name]; c != nil {
			g.columns = append(g.columns, heading{c, strings.ReplaceAll(label, "|", " ")})
		}
	}
	return g
}

// groupName is the group of a column where all columns are shown in their order.
func groupName(c *metric.Column) string {
	switch {
	case c.Module != "":
		return string(c.Module)
	case c.CSV >= metric.Own:
		return "metergate"
	}
	return "Columns of show stat"
}

// add puts a column into the last group, or into a new one of another label.
func (v *view) add(label string, c *metric.Column, name string) {
	last := len(v.groups) - 1
	if last < 0 || v.groups[last].label != label {
		v.groups = append(v.groups, group{label: label})
		last++
	}
	v.groups[last].columns = append(v.groups[last].columns, heading{c, name})
}

// width is how many columns the view has.
func (v *view) width() (n int) {
	for _, g := range v.groups {
		n += len(g.columns)
	}
	return n
}

// lookupView returns the view of that name, the first one without.
func lookupView(name string) *view {
	for _, v := range views() {
		if v.name == name {
			return v
		}
	}
	return views()[0]
}
