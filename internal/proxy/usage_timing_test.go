package proxy

import (
	"testing"

	"metergate/internal/metric"
	"metergate/internal/usage"
)

// BenchmarkMeterUsage is what a request costs more when its operation and its consumer are counted and its fate is
// audited, without the hash of a secret: some 300 ns, of the 13 µs and more that a request takes on a loop.
func BenchmarkMeterUsage(b *testing.B) {
	tpl, _ := usage.ParseTemplate("GET", "/users/{id}")
	declared := []*usage.Operation{{ID: "GET /users/{id}", Template: tpl}}
	cat := &catalog{Catalog: &usage.Catalog{}}
	if err := cat.Add(declared[0]); err != nil {
		b.Fatal(err)
	}
	rows := usage.NewOperations(metric.Ident{Proxy: "f"}, 1, 10, declared)
	consumers, uses := usage.NewTop(100), usage.NewTop(100)
	front := metric.NewSet(metric.KindFrontend, 1)
	ledger, counters := &usage.Flow{}, shardCounters{front, 0}
	method, path, who, key := []byte("GET"), []byte("/users/12345"), []byte("alice"), []byte("GET /users/{id}\x00alice")
	b.ReportAllocs()
	for range b.N {
		rec := usage.Record{Status: 200, In: 300, Out: 1200, Time: 1e6}
		ledger.Begin()
		set := rows.Row(0, []byte(cat.Match(method, path).ID)).Set
		reqTot.Inc(set, 0)
		hrspClass(200).Inc(set, 0)
		reqbin.Add(set, 0, 300)
		resbout.Add(set, 0, 1200)
		endings.Add(set, 0, endingKey(200, natural), 1)
		endings.Add(front, 0, endingKey(200, natural), 1)
		totalTime.record(set, 0, 1e6, 0)
		responseSize.Record(set, 0, 1200)
		consumers.Add(who, &rec)
		uses.Add(key, &rec)
		ledger.Decide(usage.Handed)
		ledger.Line(usage.Written)
		ledger.End(front.Clears(), counters.reported)
	}
}
