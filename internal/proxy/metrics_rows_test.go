package proxy

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"metergate/internal/check"
	"metergate/internal/conf"
	"metergate/internal/export"
	"metergate/internal/metric"
)

// sampleConfig is the part of the configuration behind testdata/facts/show-stat.csv that this version speaks.
const sampleConfig = `
global
  maxconn 2000
defaults
  mode http
  timeout client 5s
  timeout server 3s
  timeout connect 1s
  retries 2
backend st_keys
frontend stats
  bind 127.0.0.1:21404
frontend fe_api
  bind 127.0.0.1:21080 name plain
  option socket-stats
  description "public API"
  default_backend be_api
  use_backend be_down
  use_backend be_queue
  use_backend be_cache
frontend fe_tcp
  bind 127.0.0.1:21090
backend be_api
  cookie SRV insert indirect nocache
  balance roundrobin
  default-server inter 2s rise 2 fall 3
  server s1 127.0.0.1:21101 check cookie s1 weight 10
  server s2 127.0.0.1:21102 check cookie s2 weight 20 maxconn 50
  server s3 127.0.0.1:21103 check cookie s3 backup
  server s4 127.0.0.1:21104 check cookie s4
  server s5 127.0.0.1:21105 disabled check
backend be_down
  server d1 127.0.0.1:21199 check inter 2s
  server d2 127.0.0.1:21198
backend be_queue
  server q1 127.0.0.1:21101 maxconn 1 maxqueue 10
backend be_cache
  server c1 127.0.0.1:21102 track be_api/s2
`

// sampleGateway compiles the configuration and puts the servers into the states of the sample, without running.
func sampleGateway(t *testing.T) *Gateway {
	t.Helper()
	file, d := conf.Load([]conf.Source{{Name: "sample.cfg", Text: []byte(sampleConfig)}}, conf.NewEnv(nil))
	g := Compile(file, 2, CompileOptions{}, d)
	for _, m := range d.Messages() {
		t.Log(m)
	}
	if d.Failed() {
		t.Fatal("the sample does not compile")
	}
	be := g.Backend("be_api")
	checked(be.Server("s1"), check.Result{Status: check.L7OK, Code: 200, Duration: 10 * time.Millisecond})
	checked(be.Server("s2"), check.Result{Status: check.L7OK, Code: 200, Duration: time.Millisecond})
	checked(be.Server("s3"), check.Result{Status: check.L7OK, Code: 200, Duration: time.Millisecond})
	refused := check.Result{Status: check.L4Failed, Info: "Connection refused"}
	checked(be.Server("s4"), refused)
	checked(g.Backend("be_down").Server("d1"), refused)
	for _, p := range g.Proxies() {
		if p.Back != nil {
			p.Back.rebuild()
		}
	}
	return g
}

func checked(s *Server, r check.Result) { s.health.Check(r) }

// rowKey tells a row by the names of proxy and object.
func rowKey(fields []string) string { return fields[0] + "/" + fields[1] }

func readCSV(t *testing.T, text []byte) (header []string, rows map[string][]string, order []string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "# ")
	rows = map[string][]string{}
	for _, row := range all[1:] {
		if row[0] == "fe_tcp" { // takes its number, and speaks HTTP here
			continue
		}
		rows[rowKey(row)] = row
		order = append(order, rowKey(row))
	}
	return all[0], rows, order
}

// A cell of ours is empty exactly where the reference's is.
func TestCellsAreEmptyWhereTheReferenceLeavesThemEmpty(t *testing.T) {
	sample, err := os.ReadFile("testdata/facts/show-stat.csv")
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	g := sampleGateway(t)
	if err := export.CSV(&text, g.Rows, &metric.View{Now: 107e9, Legends: true}); err != nil {
		t.Fatal(err)
	}
	_, want, order := readCSV(t, sample)
	header, got, ours := readCSV(t, text.Bytes())
	if strings.Join(order, " ") != strings.Join(ours, " ") {
		t.Errorf("rows %v, want %v", ours, order)
	}
	for key, row := range want {
		for i, cell := range row {
			if mine := got[key][i]; (cell == "") != (mine == "") {
				t.Errorf("%s %s: %q, the reference has %q", key, header[i], mine, cell)
			}
		}
	}
}

// Cells that follow from configuration and health alone are the reference's to the letter.
func TestCellsOfConfigurationAndHealth(t *testing.T) {
	sample, err := os.ReadFile("testdata/facts/show-stat.csv")
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	g := sampleGateway(t)
	if err := export.CSV(&text, g.Rows, &metric.View{Now: 107e9, Legends: true}); err != nil {
		t.Fatal(err)
	}
	_, want, _ := readCSV(t, sample)
	header, got, _ := readCSV(t, text.Bytes())
	same := map[string]bool{}
	for _, name := range strings.Fields(`slim status weight act bck qlimit pid iid sid throttle tracked type rate_lim
		check_status check_code check_duration check_desc check_rise check_fall check_health agent_status addr cookie mode
		uweight agg_server_status src_ilim srid proto`) {
		same[name] = true
	}
	for key, row := range want {
		for i, cell := range row {
			if same[header[i]] && got[key][i] != cell {
				t.Errorf("%s %s: %q, the reference has %q", key, header[i], got[key][i], cell)
			}
		}
	}
}
