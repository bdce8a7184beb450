package test

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"metergate/test/gateway"
	"metergate/test/origin"
)

const percentileConfig = `
global
  stats socket unix@gw.sock level admin
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 60s
frontend f
  bind 127.0.0.1:%[1]d
  default_backend be
backend be
  server o %[2]s
`

// TestPercentilesAgainstTheOrigin holds percentiles of response and total times against two ledgers: the delays that the
// origin made, which no request was faster than, and what clients waited, which is longer. As that holds for each request,
// it holds for those of any rank; between the ranks of both there is the stated error.
func TestPercentilesAgainstTheOrigin(t *testing.T) {
	k, dir := gateway.Kinds()[0], t.TempDir()
	o, err := origin.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Stop)
	port, file := freePort(t), filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(percentileConfig, port, o.Addr()))
	p, err := gateway.Start(gateway.Options{Kind: k, Program: k.Require(t), Dir: dir, Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	delays, waits := delayed(t, port, 2000)
	for _, row := range []string{"be/o", "be/BACKEND", "f/FRONTEND"} {
		got := eventuallyMeasured(t, filepath.Join(dir, "gw.sock"), row, len(delays))
		for _, q := range []struct {
			name string
			q    float64
		}{{"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p999", 0.999}} {
			for _, phase := range []string{"rtime_", "ttime_"} {
				if row == "f/FRONTEND" && phase == "rtime_" {
					continue
				}
				text := got[phase+q.name]
				ms, err := strconv.ParseFloat(text, 64)
				least, most := ranked(delays, q.q, -1), ranked(waits, q.q, 1)
				if err != nil || ms < least*(1-statedError)-1 || ms > most*(1+statedError)+clockError {
					t.Errorf("%s %s%s is %s ms; the origin's delays have %.3f, clients waited %.3f", row, phase, q.name, text, least, most)
				}
				t.Logf("%s %s%s: origin %.1f, metered %s, clients %.3f ms", row, phase, q.name, least, text, most)
			}
		}
	}
}

// The relative error that a bucket may have, and by how much, in ms, a loop that is kept from the processor may be off.
const (
	statedError = 0.045
	clockError  = 50
)

// delayed sends n requests, many at a time, and returns in order by how many ms the origin delayed them, and how many the
// clients waited.
func delayed(t *testing.T, port, n int) (delays, waits []float64) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(3, uint64(n)))
	for i := range n {
		ms := math.Exp(rnd.Float64()*math.Log(80)) * 4 // 4 to 320 ms
		if i%50 == 0 {
			ms = 700
		}
		delays = append(delays, math.Floor(ms))
	}
	waits = make([]float64, n)
	work := make(chan int)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := range work {
				at := time.Now()
				res, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/?ms=%.0f", port, delays[i]))
				if err != nil {
					t.Error(err)
					continue
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
				waits[i] = float64(time.Since(at)) / 1e6
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	all.Wait()
	slices.Sort(delays)
	slices.Sort(waits)
	return delays, waits
}

// ranked returns the value at a quantile, or that of the next rank in a direction: whoever counts ranks may be off by one.
func ranked(sorted []float64, q float64, direction int) float64 {
	i := int(math.Ceil(q*float64(len(sorted)))) - 1 + direction
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// eventuallyMeasured returns the columns of a row of show stat when it has counted so many requests.
func eventuallyMeasured(t *testing.T, socket, row string, requests int) map[string]string {
	t.Helper()
	for end := time.Now().Add(gateway.Patience); ; time.Sleep(20 * time.Millisecond) {
		text, err := ask(socket, "show stat")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(strings.TrimSpace(text), "# "))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			columns := map[string]string{}
			for i, name := range rows[0] {
				columns[name] = r[i]
			}
			if r[0]+"/"+r[1] == row && (columns["req_tot"] == strconv.Itoa(requests) || columns["hrsp_2xx"] == strconv.Itoa(requests)) {
				return columns
			}
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not count %d requests:\n%s", row, requests, text)
		}
	}
}
