package proxy

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/metric"
)

// statsConfig has a GUID on all that can have one; what it has on is a stats-file.
const statsConfig = `
%s
defaults
  mode http
  timeout client 1s
  timeout connect 1s
  timeout server 1s
frontend f
  guid f
  option socket-stats
  bind 127.0.0.1:1 guid-prefix l
frontend bare
  bind 127.0.0.1:2 guid-prefix bare
listen both
  bind 127.0.0.1:3
  guid both
backend b
  guid b
  server s1 127.0.0.1:1 guid s1
  server-template t 2 127.0.0.1:1 guid t
`

// The headers of the reference's files.
const (
	clientHeader = "#fe guid,stot,bin,bout,dreq,dresp,ereq,rate,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,req_rate,req_tot," +
		"comp_in,comp_out,comp_byp,comp_rsp,conn_rate,conn_tot,intercepted,dcon,dses,wrew,cache_lookups,cache_hits,eint," +
		"h1sess,h2sess,h3sess,req_other,h1req,h2req,h3req,reqbin,reqbout,resbin,resbout,cache_hint_hits,"
	serverHeader = "#be guid,stot,bin,bout,dreq,dresp,econ,eresp,wretr,wredis,chkfail,chkdown,lastchg,lbtot,rate," +
		"hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_tot,cli_abrt,srv_abrt," +
		"comp_in,comp_out,comp_byp,comp_rsp,lastsess,wrew,connect,reuse,cache_lookups,cache_hits,eint,reqbin,reqbout,resbin,resbout,cache_hint_hits,"
)

func dumped(t interface{ Fatal(...any) }, g *Gateway) string {
	var out strings.Builder
	if err := g.DumpStats(&out, &metric.View{Now: 5e9}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestStatsFileHeaders(t *testing.T) {
	g, _ := compileText(t, fmt.Sprintf(statsConfig, ""))
	lines := strings.Split(dumped(t, g), "\n")
	if lines[0] != clientHeader {
		t.Errorf("header of clients' side:\n%s\nwant\n%s", lines[0], clientHeader)
	}
	i := slices.Index(lines, "") + 1
	if lines[i] != serverHeader {
		t.Errorf("header of servers' side:\n%s\nwant\n%s", lines[i], serverHeader)
	}
	var ids []string
	for _, l := range slices.Concat(lines[1:i-1], lines[i+1:len(lines)-1]) {
		ids = append(ids, l[:strings.Index(l, ",")])
	}
	if got := strings.Join(ids, " "); got != "f l-0 both both s1 t b" {
		t.Errorf("rows: %s", got)
	}
}

// TestStatsFileRoundTrip: a gateway that starts from a dump dumps the same counters.
func TestStatsFileRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g, _ := compileText(t, fmt.Sprintf(statsConfig, ""))
		for o := range g.Rows {
			for _, c := range []*metric.Counter{stot, dreq, econ, reqbin, reqbout, resbin, resbout, reqTot, h1req, wretr, connTot} {
				if c.On[o.MetricKind()] != "" {
					c.Add(o.MetricSet(), 0, rapid.Uint64Range(0, 1<<40).Draw(rt, c.Name))
				}
			}
		}
		want := dumped(rt, g)
		next, _ := compileText(t, fmt.Sprintf(statsConfig, ""))
		r := &statsReader{guids: next.guids, kept: carried{}, warn: func(f string, a ...any) { rt.Fatalf(f, a...) }}
		r.read(want)
		next.carried = r.kept
		next.carry(0)
		if got := dumped(rt, next); got != want {
			rt.Fatalf("dumped again:\n%s\nwant\n%s", got, want)
		}
	})
}

func TestStatsFileLines(t *testing.T) {
	for _, c := range []struct{ text, warnings, stot string }{
		{"#fe guid,stot,\nf,5,\n", "", "f=5"},
		{"\n// a comment\n#fe guid,unknown,stot,\r\nf,1,5\r\nl-0,2,6", "", "f=5 l-0=6"},
		{"garbage\n#fe guid,stot,\nf,5,\n", "Invalid stats-file format in file 'p'.", ""},
		{"#fe guid,stot\nf,5,\n", "Invalid stats-file format in file 'p'.", ""},
		{"#fe guid,stot,\nf,5,\nf,abc,\nf,-1,\nf,,\n", "", "f=5"},
		{"#fe guid,stot,\nf,5,\nf,7,\n", "", "f=7"},
		{"#fe guid,stot,\n#bad\nf,5,\n", "Ignored stats-file header line '2' in file 'p'.", ""},
		{"#fe guid,stot,\n#be name,\n#be guid,stot,\nb,9", "Ignored stats-file header line '2' in file 'p'.", "b=9"},
		{"#fe guid,stot,\n#other guid,stot,\nf,5,\n", "", ""},
		{"#fe guid,stot,\na/b,1\nnobody,1\nb,1\nboth,3\n", "Ignored stats-file line 2 in file 'p'.", "both=3"},
		{"#fe guid,stot,\ns1,1,\nbare-0,2,\n", "Ignored stats-file line 2 in file 'p'.", ""},
		{"#be guid,stot,\nl-0,1,\ns1,4,5,6,7\n", "Ignored stats-file line 2 in file 'p'.", "s1=4"},
	} {
		g, _ := compileText(t, fmt.Sprintf(statsConfig, ""))
		var warnings []string
		r := &statsReader{path: "p", guids: g.guids, kept: carried{}, warn: func(f string, a ...any) { warnings = append(warnings, fmt.Sprintf(f, a...)) }}
		r.read(c.text)
		g.carried = r.kept
		g.carry(0)
		var got []string
		for o := range g.Rows {
			if n := stot.Sum(o.MetricSet()); n > 0 {
				got = append(got, fmt.Sprintf("%s=%d", guidOf(o), n))
			}
		}
		if w, s := strings.Join(warnings, " "), strings.Join(got, " "); w != c.warnings || s != c.stot {
			t.Errorf("%q: %q and %q, want %q and %q", c.text, w, s, c.warnings, c.stot)
		}
	}
}

func TestStatsFileDirective(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stats")
	if err := os.WriteFile(path, []byte("#be guid,stot,lastchg,lastsess,bout,\nb,3,2,1,8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g, alerts := compileText(t, fmt.Sprintf(statsConfig, "global\n stats-file "+path))
	if len(alerts) > 0 {
		t.Fatal(alerts)
	}
	g.carry(10e9)
	b := g.Backend("b")
	if b.Since() != 8e9 || b.LastUse() != 9e9 || resbin.Sum(b.Set) != 8 {
		t.Errorf("changed at %d, used at %d, %d bytes", b.Since(), b.LastUse(), resbin.Sum(b.Set))
	}
}

func FuzzStatsFile(f *testing.F) {
	f.Add(clientHeader + "\nf,1,2,3\n\n" + serverHeader + "\nb,1,\ns1,x,\n")
	f.Add("#fe guid,\n#\n# \n//\nf\n,\n")
	server, backend := &Server{Name: "s", Back: &Backend{Proxy: &Proxy{Name: "b"}}}, &Proxy{Name: "b", Back: &Backend{Proxy: &Proxy{}}}
	guids := map[string]holder{"f": &Proxy{Front: &Frontend{Proxy: &Proxy{}}}, "b": backend, "s1": server}
	f.Fuzz(func(t *testing.T, text string) {
		r := &statsReader{guids: guids, kept: carried{}, warn: func(string, ...any) {}}
		r.read(text)
		for o, values := range r.kept {
			for name := range values {
				if name == "" || guidOf(o) != "" {
					t.Fatalf("%q: column %q of %v", text, name, o)
				}
			}
		}
	})
}
