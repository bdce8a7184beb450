package proxy

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"metergate/internal/export"
	"metergate/internal/metric"
	"metergate/test/port"
)

const usageConfig = `operations api
 operation 'GET /users/{id}' GET /users/{id}
 operation search GET /search
frontend f
 bind 127.0.0.1:1
 use-operations api
 http-request set-consumer req.hdr(authorization)
 http-request set-operation %%[req.hdr(x-op)] if { req.hdr(x-op) -m found }
 http-request deny if { path /deny }
 http-request return status 200 if { path /local }
 default_backend b
backend b
 retries 2
 option redispatch
 retry-on all-retryable-errors
 timeout connect 100ms
 timeout server 300ms
 server dead %s
 server s1 %s
`

// The rows of operations and of consumers sum up to the requests of their frontend, whatever came, on all loops; no
// output holds a secret; and the audit holds while requests run as well as at rest.
func TestUsageConserves(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r := newRig(t, poller, fmt.Sprintf(usageConfig, port.Dead(t), startOrigin(t).Addr()))
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				c := r.dial()
				for n := range 20 {
					c.get("GET", []string{"/users/7", "/search", "/deny", "/local", "/other?st=500"}[n%5],
						fmt.Sprintf("authorization: topsecret-%d\r\n", i), "")
				}
			})
		}
		holds(t, r.gateway)
		wg.Wait()
		f := r.gateway.Frontend("f")
		r.log.wait(t, 160)
		for _, k := range []metric.Kind{metric.KindOperation, metric.KindConsumer, metric.KindUse} {
			r.exact(k.String()+" rows", func() uint64 { return total(r.gateway, k) }, reqTot.Sum(f.Set))
		}
		holds(t, r.gateway)
		if text := outputs(t, r.gateway); strings.Contains(text, "topsecret") {
			t.Error("a secret is shown")
		} else if !strings.Contains(text, `consumer="key-`) {
			t.Error("no consumer is shown")
		}
	})
}

func total(g *Gateway, k metric.Kind) (n uint64) {
	for o := range g.AllRows() {
		if o.MetricKind() == k {
			n += reqTot.Sum(o.MetricSet())
		}
	}
	return n
}

func holds(t *testing.T, g *Gateway) {
	t.Helper()
	for _, row := range g.Audit() {
		if row.Broken > 0 {
			t.Errorf("%s %s: %s: %d and %d", row.Proxy, row.Side, row.Name, row.Left, row.Right)
		}
	}
}

// outputs is all that outputs show of all rows.
func outputs(t *testing.T, g *Gateway) string {
	var b bytes.Buffer
	rows := g.AllRows()
	scrape := export.Everything()
	for _, show := range []func(io.Writer) error{
		func(w io.Writer) error { return export.CSV(w, rows, now()) },
		func(w io.Writer) error { return export.Typed(w, rows, now(), true) },
		func(w io.Writer) error { return export.JSON(w, rows, now()) },
		func(w io.Writer) error { return export.Prometheus(w, NewInfo(g, Facts{}), rows, now(), scrape) },
	} {
		if err := show(&b); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// A count too many is reported, by the audit and as a metric.
func TestAuditReportsAMiscount(t *testing.T) {
	r := newRig(t, "epoll", fmt.Sprintf(usageConfig, port.Dead(t), startOrigin(t).Addr()))
	r.dial().get("GET", "/local", "", "")
	r.log.wait(t, 1)
	holds(t, r.gateway)
	f := r.gateway.Frontend("f")
	r.loops.Loop(0).Post(func() { hrsp[1].Inc(f.Set, 0) })
	eventually(t, "violation", func() bool {
		for _, row := range r.gateway.Audit() {
			if row.Broken > 0 && row.Proxy == "f" && row.Side == "FRONTEND" {
				return f.audits.violations() > 0
			}
		}
		return false
	})
	if !strings.Contains(outputs(t, r.gateway), "haproxy_frontend_audit_violations{proxy=\"f\"} ") {
		t.Error("the violation is no metric")
	}
}

// A request with its operation and its consumer allocates nothing.
func TestUsageAllocatesNothing(t *testing.T) {
	r := newRigWith(t, "epoll", "operations api\n operation orders GET /api/v1/{kind}\nfrontend f\n bind 127.0.0.1:1\n use-operations api\n"+
		" http-request set-consumer req.cook(session)\n default_backend b\nbackend b\n server s1 "+plainOrigin(t)+"\n", nil)
	c := r.dial()
	pester(t, c, 2000)
	if best := allocations(t, c); best > 0.01 {
		t.Errorf("%.3f allocations per request", best)
	}
}
