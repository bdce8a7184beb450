package forward

import (
	"time"

	"metergate/internal/metric"
)

// What is told of a section.
var (
	_ = column(0, "MCPV", "sent_items_total", "Parts (series, documents, lines) that the destination took.",
		func(d *destination) uint64 { return d.account.read().sent })
	_ = column(1, "MCPV", "resent_items_total", "Parts that the destination asked to have sent again.",
		func(d *destination) uint64 { return d.account.read().resent })
	_ = column(2, "MCPV", "failed_attempts_total", "Messages that were not taken, to be sent again.",
		func(d *destination) uint64 { return d.account.read().failures })
	_ = column(3, "MGPV", "queue_items", "Parts that wait for their delivery.", func(d *destination) uint64 { return uint64(d.length().Items) })
	_ = column(4, "MGPV", "queue_bytes", "Bytes of memory or disk that they take.", func(d *destination) uint64 { return uint64(d.length().Bytes) })
	_ = column(5, "MGPV", "lag_seconds", "How old the oldest of them is.", func(d *destination) uint64 { return uint64(d.lag().Seconds()) })
	_ = column(6, "MGPV", "up", "Whether the last message was taken.", (*destination).up)
	_ = metric.Declare(metric.Column{
		Name: "forward_dropped", CSV: firstColumn + 7, Type: metric.U64, Unit: metric.Count, On: metric.On("MCPV", metric.Forward),
		Prom: []metric.Series{{Name: "dropped_items_total", Type: metric.AsCounter, States: metric.StatesOf(reasons, countDrops).By("reason")}},
		Help: "Parts that were dropped, by the reason.",
		Read: metric.Of(func(d *destination, _ *metric.View) metric.Value { return metric.Uint64(d.account.read().dropped()) }),
	})
)

// firstColumn is the position of the first column of sections metrics-forward.
const firstColumn = metric.Own + 800

func column(i int, tags, name, help string, read func(*destination) uint64) *metric.Column {
	return metric.Declare(metric.Column{
		Name: "forward_" + name, CSV: firstColumn + i, Type: metric.U64, Unit: metric.Count, On: metric.On(tags, metric.Forward),
		Prom: metric.Exported(name), Help: help,
		Read: metric.Of(func(d *destination, _ *metric.View) metric.Value { return metric.Uint64(read(d)) }),
	})
}

func countDrops(d *destination, _ *metric.View, n []uint64) bool {
	a := d.account.read()
	for i, why := range reasons {
		n[i] += a.drops[why].items
	}
	return true
}

var _ metric.Object = (*destination)(nil)

// MetricKind says that it is a section metrics-forward.
func (d *destination) MetricKind() metric.Kind { return metric.KindForward }

// MetricSet returns no counters: the section itself knows.
func (d *destination) MetricSet() *metric.Set { return nil }

// MetricIdent returns its name.
func (d *destination) MetricIdent() *metric.Ident { return &d.ident }

// MetricRows returns all sections.
func (f *Forward) MetricRows() (rows []metric.Object) {
	for _, d := range f.destinations {
		rows = append(rows, d)
	}
	return rows
}

// lag is how old the oldest batch is that waits.
func (d *destination) lag() time.Duration {
	oldest := d.length().Oldest
	if oldest == 0 {
		return 0
	}
	return max(time.Since(time.UnixMilli(oldest)), 0)
}

func (d *destination) up() uint64 {
	if a := d.account.read(); a.sentAt.After(a.errorAt) {
		return 1
	}
	return 0
}
