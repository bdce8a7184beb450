package proxy

import (
	"iter"
	"slices"
	"strings"
	"sync/atomic"

	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/usage"
)

// A usageRow is a consumer, or its use of an operation, as it was when the loops were asked.
type usageRow struct {
	kind   metric.Kind
	ident  *metric.Ident
	set    *metric.Set
	counts usage.Counts
}

var _ metric.Object = (*usageRow)(nil)

// MetricKind returns the kind of row.
func (r *usageRow) MetricKind() metric.Kind { return r.kind }

// MetricSet returns the counters.
func (r *usageRow) MetricSet() *metric.Set { return r.set }

// MetricIdent returns the names.
func (r *usageRow) MetricIdent() *metric.Ident { return r.ident }

// An identCache keeps the names of rows from one look to the next, since outputs know an object by them.
type identCache struct {
	last atomic.Pointer[map[string]*metric.Ident]
}

// UsageRows returns the rows of operations, consumers and uses, of one proxy or, with nil, of all. Those of consumers are
// copies, and on each loop of one moment. It waits for the loops, so it never runs on one.
func (g *Gateway) UsageRows(only *Proxy) (all []metric.Object) {
	for _, p := range g.Proxies() {
		if p.Usage != nil && (only == nil || p == only) {
			all = append(all, g.usageRows(p)...)
		}
	}
	return all
}

func (g *Gateway) usageRows(p *Proxy) (all []metric.Object) {
	u := p.Usage
	if u.Operations != nil {
		for _, r := range u.Operations.Rows() {
			all = append(all, r)
		}
	}
	if u.consumers == nil {
		return all
	}
	all = append(all, u.rows(p, metric.KindConsumer, g.picture(u.consumers, u.budget))...)
	if u.uses != nil {
		all = append(all, u.rows(p, metric.KindUse, g.picture(u.uses, u.budget))...)
	}
	return all
}

// picture copies the tops of all loops, and adds them up.
func (g *Gateway) picture(tops []*usage.Top, budget int) usage.Picture {
	return usage.Merge(netio.Collect(g.Loops, func(l *netio.Loop) usage.Picture { return tops[l.Shard()].Picture() }), budget)
}

// Unknown returns the requests of a proxy that no operation matched, by method and path, the most frequent first.
func (g *Gateway) Unknown(p *Proxy) usage.Picture {
	return g.picture(p.Usage.Operations.Unknown, unknownShown)
}

// unknownShown bounds the report of what nobody declared.
const unknownShown = 100

// rows makes rows out of a picture, that of the rest last.
func (u *Usage) rows(p *Proxy, k metric.Kind, pic usage.Picture) (all []metric.Object) {
	cache := &u.idents[k-metric.KindConsumer]
	before, next := cache.last.Load(), map[string]*metric.Ident{}
	for _, kept := range append(pic.Rows, usage.Kept{Key: restKey(k), Counts: pic.Rest}) {
		var id *metric.Ident
		if before != nil {
			id = (*before)[kept.Key]
		}
		if id == nil {
			id = makeIdent(p, k, kept.Key)
		}
		next[kept.Key] = id
		all = append(all, &usageRow{kind: k, ident: id, set: setOf(k, &kept.Counts), counts: kept.Counts})
	}
	cache.last.Store(&next)
	return all
}

// restKey is the key of the row for the rest, which no consumer can have.
func restKey(k metric.Kind) string {
	if k == metric.KindUse {
		return usage.Other + "\x00" + usage.Other
	}
	return usage.Other
}

func makeIdent(p *Proxy, k metric.Kind, key string) *metric.Ident {
	id := &metric.Ident{Proxy: p.Name, Desc: p.Description, IID: p.ID, Name: key}
	if k == metric.KindUse {
		id.Name, id.Consumer, _ = strings.Cut(key, "\x00")
	}
	return id
}

// setOf writes counts as the table of metrics reads them.
func setOf(k metric.Kind, c *usage.Counts) *metric.Set {
	s := metric.NewSet(k, 1)
	reqTot.Add(s, 0, c[usage.Requests])
	for i, class := range hrsp {
		class.Add(s, 0, c[usage.Status1xx+i])
	}
	reqFailed.Add(s, 0, c[usage.Failed])
	reqbin.Add(s, 0, c[usage.BytesIn])
	resbout.Add(s, 0, c[usage.BytesOut])
	return s
}

// AllRows returns all rows: those of `show stat`, and behind them those of stick tables, operations, consumers and uses, and of the
// gateway's parts. It can be gone over again with the same result. It waits for the loops, so it never runs on one.
func (g *Gateway) AllRows() iter.Seq[metric.Object] {
	all := slices.AppendSeq(slices.Collect(iter.Seq[metric.Object](g.ScrapedRows)), slices.Values(g.UsageRows(nil)))
	for _, p := range g.parts {
		if p, ok := p.(interface{ MetricRows() []metric.Object }); ok {
			all = append(all, p.MetricRows()...)
		}
	}
	return slices.Values(all)
}

// ClearUsage forgets what was counted of operations and consumers.
func (g *Gateway) ClearUsage() {
	g.Loops.Each(func(l *netio.Loop) {
		for _, p := range g.Proxies() {
			if p.Usage != nil {
				p.Usage.clear(l.Shard())
			}
		}
	})
}

func (u *Usage) clear(shard int) {
	if u.Operations != nil {
		u.Operations.Clear(shard)
	}
	if u.consumers != nil {
		u.consumers[shard].Clear()
	}
	if u.uses != nil {
		u.uses[shard].Clear()
	}
}
