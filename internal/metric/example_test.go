package metric_test

import (
	"fmt"

	"metergate/internal/metric"
)

// A metric is declared once, as a package variable; the declaration is its row in every output.
var picks = metric.NewCounter(metric.Column{
	Name: "picks", CSV: metric.Own + 1000, Type: metric.U64, Unit: metric.Requests,
	On:   metric.On("MCPP", metric.Backend|metric.Server),
	Prom: metric.Exported("picks_total"),
	Help: "Times that the example chose the server.",
})

var waits = metric.NewHistogram(metric.Histogram{
	Name: "waits", On: metric.Server, Unit: metric.Seconds, Help: "Time that the example waited.",
})

func ExampleCounter() {
	server := metric.NewSet(metric.KindServer, 2) // for two loops
	picks.Inc(server, 0)                          // on loop 0
	picks.Add(server, 1, 2)                       // on loop 1
	fmt.Println(picks.Sum(server))

	server.Clear(false) // `clear counters` leaves it alone
	fmt.Println(picks.Sum(server))
	server.Clear(true)
	fmt.Println(picks.Sum(server))
	// Output:
	// 3
	// 3
	// 0
}

func ExampleHistogram() {
	server := metric.NewSet(metric.KindServer, 2)
	for ms := range int64(100) {
		waits.Record(server, int(ms%2), ms*1e6)
	}
	var d metric.Distribution
	waits.Read(server, &d)
	fmt.Printf("%d values, half of them under %.0f ms\n", d.Count, d.Quantile(0.5)/1e6)
	// Output: 100 values, half of them under 50 ms
}

func ExampleSet_Save() {
	old := metric.NewSet(metric.KindServer, 4)
	picks.Add(old, 3, 7)

	next := metric.NewSet(metric.KindServer, 2) // of the process that takes over
	next.Restore(old.Save())
	fmt.Println(picks.Sum(next))
	// Output: 7
}
