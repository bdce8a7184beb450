package proxy

import (
	"metergate/internal/metric"
	tables "metergate/internal/share"
)

// How table stores do. The columns are our own; scrapers see them and `show table-store` tells the same.
var (
	_ = storeColumn(0, "up", "MGPV", "1 when the last exchange with the store succeeded.", func(r *tables.Report) metric.Value {
		if r.State == tables.Synced {
			return metric.Uint64(1)
		}
		return metric.Uint64(0)
	})
	_ = storeColumn(1, "pending", "MGPV", "Changes of shared stick tables that the store was not told yet.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.Pending) })
	_ = storeColumn(2, "sent_total", "MCPV", "Keys that the store was told.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.Sent) })
	_ = storeColumn(3, "retried_total", "MCPV", "Keys in questions to the store that were not answered, so that they were told again.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.Retried) })
	_ = storeColumn(4, "learned_total", "MCPV", "Keys that the store told of.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.Learned) })
	_ = storeColumn(5, "dropped_total", "MCPV", "Changes and keys that were dropped; show table-store tells why.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.DroppedAll()) })
	_ = storeColumn(6, "losses_total", "MCPV", "Times that the store had lost what it was told, so that everything was told again.",
		func(r *tables.Report) metric.Value { return metric.Uint64(r.Losses) })
	_ = storeColumn(7, "lag_milliseconds", "MGPV", "Time since what is known of other gateways was learned; since the start when nothing was.",
		func(r *tables.Report) metric.Value { return metric.Uint64(uint64(r.Lag.Milliseconds())) })
)

func storeColumn(i int, name, tags, help string, read func(*tables.Report) metric.Value) *metric.Column {
	return metric.Declare(metric.Column{
		Name: "store_" + name, CSV: metric.Own + 880 + i, Type: metric.U64, Unit: metric.Count, On: metric.On(tags, metric.TableStore),
		Prom: metric.Exported(name), Help: help,
		Read: metric.Of(func(s *TableStore, _ *metric.View) metric.Value {
			r := s.Report()
			return read(&r)
		}),
	})
}

var _ metric.Object = (*TableStore)(nil)

// MetricKind says that it is a table store.
func (s *TableStore) MetricKind() metric.Kind { return metric.KindStore }

// MetricSet returns no counters: the store itself knows.
func (s *TableStore) MetricSet() *metric.Set { return nil }

// MetricIdent returns the store's name.
func (s *TableStore) MetricIdent() *metric.Ident { return &s.ident }
