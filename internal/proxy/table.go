package proxy

import (
	"encoding/binary"
	"net/netip"

	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/netio"
	"metergate/internal/sample"
	"metergate/internal/stick"
)

// A Table is a stick table that a section holds.
type Table struct {
	*stick.Table
	sweep   *netio.Timer // first loop
	byAddr  bool         // it knows servers by their addresses rather than by their names
	writeTo *Table       // learns the servers and tags that peers know of a key; nil for none
	line    stickTable   // of the configuration
	pos     conf.Pos
	ident   metric.Ident
}

// Shared is the name of the table store through which the table is shared, "" without.
func (t *Table) Shared() string { return t.line.shared }

// Tables returns the stick tables in the order of the configuration.
func (g *Gateway) Tables() []*Table { return g.tableList }

// Table returns the stick table of that name, or nil.
func (g *Gateway) Table(name string) *Table { return g.tables[name] }

// keySamples are the types of samples that keys are made of.
var keySamples = [...]sample.Type{
	stick.IP: sample.IPv4, stick.IPv6: sample.IPv6, stick.Integer: sample.Int, stick.String: sample.Str, stick.Binary: sample.Bin,
}

// keySample is the type of sample that the table's keys are made of.
func (t *Table) keySample() sample.Type { return keySamples[t.Config().Type] }

// key makes a key of a sample. It lives in the arena of cx. It is false for a sample that cannot be one.
func (t *Table) key(cx *sample.Ctx, v sample.Value) ([]byte, bool) {
	v, ok := v.Cast(cx, t.keySample())
	if !ok {
		return nil, false
	}
	if t.Config().Type == stick.Integer {
		return binary.BigEndian.AppendUint32(cx.Temp(4), uint32(v.Int())), true
	}
	if v, ok = v.Cast(cx, sample.Bin); !ok {
		return nil, false
	}
	return t.Key(cx.Temp(t.Config().KeyLen), v.Bytes())
}

// value turns a key into the sample it was made of.
func (t *Table) value(cx *sample.Ctx, key []byte) (sample.Value, bool) {
	if t.Config().Type == stick.Integer {
		return sample.IntOf(int64(binary.BigEndian.Uint32(key))), true
	}
	v, ok := cx.Bin(append(cx.Temp(len(key)), key...))
	switch {
	case !ok || t.Config().Type == stick.Binary:
		return v, ok
	case t.Config().Type == stick.String:
		return v.Cast(cx, sample.Str)
	}
	a, _ := netip.AddrFromSlice(key)
	return sample.AddrOf(a), true
}

// find gives the entry of a sample, made where there is none if makes is true.
func (t *Table) find(cx *sample.Ctx, v sample.Value, makes bool, now int64) (stick.Ref, bool) {
	key, ok := t.key(cx, v)
	switch {
	case !ok:
		return stick.Ref{}, false
	case makes:
		return t.Get(key, now)
	}
	return t.Find(key, now)
}

// sweepPause is the shortest time between two looks for expired entries, and sweepBudget how many go in one.
const (
	sweepPause  = int64(500e6)
	sweepBudget = 2000
)

// startTables begins to forget what has expired, all tables of the gateway on its first loop.
func (g *Gateway) startTables() {
	for _, t := range g.tableList {
		if t.Config().Expire == 0 {
			continue
		}
		home := g.Loops.Loop(0)
		home.Post(func() {
			t.sweep = home.NewTimer(func() {
				t.Sweep(home.Now()/1e6, sweepBudget)
				t.sweep.Set(home.Now() + max(sweepPause, min(t.Config().Expire*1e6/8, 10*sweepPause)))
			})
			t.sweep.Set(home.Now() + sweepPause)
		})
	}
}
