package forward

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestElasticServerIsStrict holds the stand-in to what Elasticsearch refuses.
func TestElasticServerIsStrict(t *testing.T) {
	e := newElasticServer(t)
	e.limit = 500
	const create = `{"create":{"_index":"a","_id":"1"}}` + "\n"
	for _, c := range []struct {
		content, body string
		status        int
		said          string
	}{
		{"application/x-ndjson", create + `{"n":1}` + "\n", 200, `"errors":false`},
		{"application/x-ndjson", create + `{"n":1}` + "\n", 200, `"status":409`},
		{"application/x-ndjson", create + `{"n":1}`, 400, "terminated by a newline"},
		{"application/x-ndjson", "", 400, "body is required"},
		{"text/plain", create + `{"n":1}` + "\n", 406, "Content-Type"},
		{"application/x-ndjson", `{"make":{"_index":"a","_id":"2"}}` + "\n{}\n", 400, "Malformed action"},
		{"application/x-ndjson", `{"create":{"_index":"a","_type":"b","_id":"2"}}` + "\n{}\n", 400, "Malformed action"},
		{"application/x-ndjson", "[]\n{}\n", 400, "Malformed action"},
		{"application/x-ndjson", create, 400, "no requests"},
		{"application/x-ndjson", `{"create":{"_index":"a","_id":"3"}}` + "\n" + `{"n":"text"}` + "\n", 200, `"status":400`},
		{"application/x-ndjson", `{"create":{"_index":"a","_id":"4"}}` + "\n" + `{"n":1,"n":2}` + "\n", 200, "Duplicate field"},
		{"application/x-ndjson", `{"create":{"_index":"a","_id":"5"}}` + "\n" + `{"n":` + "\n", 200, "failed to parse"},
		{"application/x-ndjson", strings.Repeat(create+"{}\n", 20), 413, "too long"},
	} {
		r, err := http.Post(e.URL+"/_bulk", c.content, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != c.status || !strings.Contains(string(said), c.said) {
			t.Errorf("%q: %d %s, not %d %s", c.body, r.StatusCode, said, c.status, c.said)
		}
	}
}

// TestElasticInstall installs twice, and stores what it typed.
func TestElasticInstall(t *testing.T) {
	e := newElasticServer(t)
	c, err := elasticConfig(t, e.URL, "", "")
	if err != nil {
		t.Fatal(err)
	}
	install := func(want ...string) {
		t.Helper()
		var out strings.Builder
		ok := Install(&out, []*Config{c}, "es")
		if ok == strings.Contains(out.String(), "not installed") {
			t.Errorf("%t, but it says\n%s", ok, out.String())
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q is not said in\n%s", w, out.String())
			}
		}
	}
	install("Elasticsearch 8.15.0 answers", "the component template metergate-fields is installed", "the index template metergate-metricbeat-metergate is installed",
		"the data stream metricbeat-metergate will be made")
	e.feel(func() {
		if e.types["haproxy.stat.response.http.2xx"] != "long" {
			t.Errorf("the types are %v", e.types)
		}
	})
	d, end := beginElastic(t, elasticWalk(t), e.URL, "", "")
	defer end()
	d.reader.tick()
	await(t, "documents", func() bool { return d.account.read().sent > 3 })
	end()
	e.mu.Lock()
	stream := e.streams[elasticMetrics.otherwise]
	e.mu.Unlock()
	if a := d.account.read(); a.dropped() > 0 || !stream {
		t.Errorf("the account says %+v; a data stream: %t", a, stream)
	}
	install("the component template metergate-fields is there already, as it should be", "the data stream metricbeat-metergate is there")

	const fields = "/_component_template/metergate-fields"
	e.feel(func() {
		e.templates[fields] = bytes.Replace(e.templates[fields], []byte(`"checksum":"`), []byte(`"checksum":"0`), 1)
	})
	install("metergate-fields was of another version of metergate: it is replaced", "POST /metricbeat-metergate/_rollover")
	e.feel(func() { e.templates[fields] = json.RawMessage(`{"template":{}}`) })
	install("not installed: there is a component template metergate-fields that is not ours")
	e.feel(func() {
		delete(e.templates, fields)
		clear(e.streams)
	})
	install("not installed: an index metricbeat-metergate stands where the data stream is to be")
	e.feel(func() { e.auth = "Basic x" })
	install("not installed", "look at 'auth'")
	e.Close()
	install("not installed", "Nothing listens there")
}
