package proxy

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/internal/netio"
)

// served is a gateway that has served n requests on one connection, and its process.
func served(t *testing.T, n int) (*rig, *Info) {
	r := oneServer(t, "epoll", startOrigin(t), "option socket-stats")
	c := r.dial()
	for range n {
		c.get("GET", "/", "", "")
	}
	r.log.wait(t, n)
	return r, NewInfo(r.gateway, Facts{Version: "3.5.0", Release: "2026/11/22", Own: "0.1.0", MaxFDs: 4053, MaxSockets: 4053})
}

func now() *metric.View { return &metric.View{Now: netio.Clock(), Legends: true} }

func TestEveryLineOfShowInfoIsFilled(t *testing.T) {
	_, info := served(t, 3)
	for _, form := range []struct {
		fact  string
		float bool
	}{{"typed_type", false}, {"type_with_float", true}} {
		var text bytes.Buffer
		if err := export.InfoTyped(&text, info, now(), export.InfoOptions{Float: form.float}); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for line := range strings.Lines(text.String()) {
			parts := strings.SplitN(strings.TrimSpace(line), ":", 4)
			got[parts[0]] = parts[2]
		}
		for _, f := range facts(t, "info-fields.csv") {
			key := f["typed_position"] + "." + f["name"] + ".1"
			if f["name"] != "description" && got[key] != f[form.fact] { // nothing is described here
				t.Errorf("%s: type %q, want %q", key, got[key], f[form.fact])
			}
		}
	}
}

// What the process counted is what its rows counted.
func TestShowInfoAddsUpTheRows(t *testing.T) {
	r, info := served(t, 3)
	front, back := r.gateway.Frontend("f").Set, r.gateway.Backend("b").Set
	values := map[string]uint64{}
	for _, c := range metric.Info() {
		if v := c.Whole(c.Value(info, now())); v.Type() == metric.U32 || v.Type() == metric.U64 {
			values[c.Name] = v.Uint()
		}
	}
	for name, want := range map[string]uint64{
		"CumConns": 1, "CumReq": 3, "CumStreams": 3, "CurrStreams": 0, "CurrConns": 1, "ConnRate": 1, "MaxConnRate": 1,
		"SessRate": 1, "MaxSessRate": 1, "Listeners": 1, "Nbthread": 2, "Stopping": 0, "Pid": uint64(os.Getpid()),
		"TotalBytesOut": resbout.Sum(front) + reqbout.Sum(back),
	} {
		if values[name] != want {
			t.Errorf("%s: %d, want %d", name, values[name], want)
		}
	}
	if values["BytesOutRate"] == 0 || values["TotalBytesOut"] == 0 {
		t.Error("no bytes were sent")
	}
}

// promtool must not find more fault with us than with the reference, whose lint stands in testdata/facts/lint.txt.
func TestPromtoolFindsNoMoreThanInTheReference(t *testing.T) {
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed")
	}
	allowed, err := os.ReadFile("testdata/facts/lint.txt")
	if err != nil {
		t.Fatal(err)
	}
	r, info := served(t, 1)
	for _, query := range []string{"", "extra-counters&desc-labels"} {
		scrape, err := export.ParseScrape(query)
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := export.Prometheus(&text, info, r.gateway.Rows, now(), scrape); err != nil {
			t.Fatal(err)
		}
		check := exec.Command(path, "check", "metrics")
		check.Stdin = &text
		report, _ := check.CombinedOutput()
		for line := range strings.Lines(string(report)) {
			if !bytes.Contains(allowed, []byte(line)) {
				t.Errorf("%q: %s", query, line)
			}
		}
	}
}

// Every output shows every column: a column cannot reach one and miss another.
func TestOutputsAgree(t *testing.T) {
	r, _ := served(t, 2)
	var table, typed, exposed bytes.Buffer
	scrape, _ := export.ParseScrape("extra-counters&scope=frontend&scope=backend&scope=server")
	scrape.Own = true
	v := now()
	for _, err := range []error{
		export.CSV(&table, r.gateway.Rows, v), export.Typed(&typed, r.gateway.Rows, v, false),
		export.Prometheus(&exposed, nil, r.gateway.Rows, v, scrape),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	header, rows, order := readCSV(t, table.Bytes())
	cells := 0
	for _, key := range order {
		for i, cell := range rows[key][:len(header)-1] {
			if cell != "" && header[i] != "-" {
				cells++
				if !strings.Contains(typed.String(), "."+header[i]+".1:") {
					t.Errorf("%s %s is %q as CSV and absent as typed", key, header[i], cell)
				}
			}
		}
	}
	lines := strings.Count(typed.String(), "\n")
	if empty := strings.Count(typed.String(), ":str:\n"); lines-empty != cells {
		t.Errorf("%d values as typed, %d cells", lines-empty, cells)
	}
	for _, c := range metric.Table() {
		for o := range r.gateway.Rows {
			s, _ := c.Exported(o.MetricKind())
			if s == nil || s.States != nil || c.Value(o, v).Type() != metric.U64 {
				continue
			}
			name := o.MetricKind().Series(s.Name)
			value := strconv.FormatUint(c.Value(o, v).Uint(), 10)
			if !strings.Contains(exposed.String(), "\n"+name+"{") || !strings.Contains(exposed.String(), "} "+value+"\n") {
				t.Errorf("%s is not exported with %s", name, value)
			}
		}
	}
}
