package forward

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// elasticLogged returns the document of a record, and its form.
func elasticLogged(t *testing.T, line string) (name string, document []byte) {
	t.Helper()
	a := aim(t, "elasticsearch", "http://127.0.0.1:9200")
	a.labels = []label{{"site", "a"}}
	f, err := openElastic(a)
	if err != nil {
		t.Fatal(err)
	}
	name, document, is := cutElasticEntry(f.(logForm).entry(readRecord(t, line)))
	if !is || !json.Valid(document) {
		t.Fatalf("no document: %s", document)
	}
	return name, document
}

// TestElasticLogDocument holds the whole document of a request.
func TestElasticLogDocument(t *testing.T) {
	name, document := elasticLogged(t, recordLine)
	if name != "x-7" {
		t.Errorf("the document is called %s", name)
	}
	if bytes.Contains(document, []byte("s3cret")) {
		t.Errorf("the document tells a secret: %s", document)
	}
	var shown bytes.Buffer
	if err := json.Indent(&shown, document, "", " "); err != nil {
		t.Fatal(err)
	}
	shown.WriteByte('\n')
	golden := filepath.Join("testdata", "elastic_log.golden")
	if *update {
		if err := os.WriteFile(golden, shown.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(shown.Bytes(), want) {
		t.Errorf("%v, the document is\n%s\nnot\n%s", err, shown.Bytes(), want)
	}
}

func TestElasticLogLeavesOut(t *testing.T) {
	for _, c := range []struct{ from, to, gone, kept string }{
		{`"client": "192.0.2.1"`, `"client": "unix"`, `"ip":"unix"`, `"address":"unix"`},
		{`"method": "GET", "target": "/a/b?key=s3cret&page=2"`, `"method": "<BADREQ>", "target": "<BADREQ>"`, "raw_request_line", `"outcome":"success"`},
		{`"status": 200`, `"status": -1`, "status_code", `"outcome":"failure"`},
		{`"mode": "http"`, `"mode": "tcp"`, "outcome", `"mode":"TCP"`},
		{`"tls_version": "TLSv1.3", "tls_cipher": "TLS_AES_128_GCM_SHA256"`, `"tls_version": "", "tls_cipher": ""`, `"tls"`, `"kind":"event"`},
	} {
		_, document := elasticLogged(t, strings.Replace(recordLine, c.from, c.to, 1))
		if text := string(document); strings.Contains(text, c.gone) || !strings.Contains(text, c.kept) {
			t.Errorf("with %s the document is %s", c.to, text)
		}
	}
}

// recordsOf returns how many records a logbook took.
func recordsOf(b *logbook) uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.taken
}

// TestElasticLogLedger stores access logs beside metrics, each once, whatever the server does.
func TestElasticLogLedger(t *testing.T) {
	e := newElasticServer(t)
	e.after = func(w http.ResponseWriter) bool { w.WriteHeader(500); return true } // stores, and says that it did not
	d, end := beginElastic(t, elasticWalk(t), e.URL, "", "  queue "+t.TempDir()+" 8m")
	defer end()
	b := newLogbook(d, d.form.(logForm))
	defer b.close()
	written := b.write()
	for range 2500 {
		b.put([]byte(recordLine))
	}
	await(t, "2500 records", func() bool { return recordsOf(b) == 2500 })
	written()
	<-e.calls
	e.feel(func() { e.after = nil })
	await(t, "an empty queue", func() bool { return d.length().Batches == 0 })
	ids := e.ids(elasticLogs.otherwise)
	if slices.Sort(ids); len(slices.Compact(ids)) != 2500 {
		t.Errorf("%d documents are there", len(ids))
	}
	if a := d.account.read(); a.sent != 2500 || a.dropped() != 0 {
		t.Errorf("the account says %+v", a)
	}
}

// TestLogbookIsBounded has a queue that nobody opens: what does not fit is counted, and the rest is queued in its order.
func TestLogbookIsBounded(t *testing.T) {
	d, end := beginElastic(t, elasticWalk(t), newElasticServer(t).URL, "", "")
	defer end()
	b := newLogbook(d, d.form.(logForm))
	defer b.close()
	const made = logKept*logItems + 10
	for i := range made {
		b.put([]byte(recordLine))
		if i%1000 == 999 || i == made-1 { // fewer than the queue before the logbook has room for
			await(t, "the records", func() bool { return recordsOf(b) == uint64(i+1) })
		}
	}
	if c := d.account.read().drops[dropLogs]; c.items != uint64(made-len(b.batch)) || len(b.batch) > logKept*logItems {
		t.Errorf("%+v dropped, and %d kept", c, len(b.batch))
	}
}
