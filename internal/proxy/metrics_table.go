package proxy

import "metergate/internal/metric"

// What is told of stick tables. The reference shows it to scrapers only.
var (
	_ = tableColumn(0, "size", "Entries that a stick table has room for.", func(t *Table) uint64 { return uint64(t.Config().Size) })
	_ = tableColumn(1, "used", "Entries of a stick table.", func(t *Table) uint64 { return uint64(t.Used()) })
	_ = tableColumn(2, "local_updates", "Changes of a stick table that were made here and of which peers are told.", (*Table).Touches)
)

func tableColumn(i int, name, help string, read func(*Table) uint64) *metric.Column {
	return metric.Declare(metric.Column{
		Name: "table_" + name, CSV: metric.Own + 56 + i, Type: metric.U64, Unit: metric.Count, On: metric.On("MGPV", metric.StickTable),
		Prom: metric.Exported(name), Help: help,
		Read: metric.Of(func(t *Table, _ *metric.View) metric.Value { return metric.Uint64(read(t)) }),
	})
}

var _ metric.Object = (*Table)(nil)

// MetricKind says that it is a stick table.
func (t *Table) MetricKind() metric.Kind { return metric.KindTable }

// MetricSet returns no counters: the table itself knows.
func (t *Table) MetricSet() *metric.Set { return nil }

// MetricIdent returns the table's name and the type of its keys.
func (t *Table) MetricIdent() *metric.Ident { return &t.ident }

// ScrapedRows goes over what the reference shows to scrapers: the rows of `show stat`, then the stick tables and the name servers;
// and behind them our table stores.
func (g *Gateway) ScrapedRows(yield func(metric.Object) bool) {
	for o := range g.Rows {
		if !yield(o) {
			return
		}
	}
	for _, t := range g.tableList {
		if !yield(t) {
			return
		}
	}
	for _, n := range g.nameservers {
		if !yield(n) {
			return
		}
	}
	for _, s := range g.stores {
		if !yield(s) {
			return
		}
	}
}
