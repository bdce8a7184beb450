package proxy

import (
	"bytes"
	"sync/atomic"

	"metergate/internal/netio"
	"metergate/internal/usage"
)

// A catalog is a section of operations at work. What it learns from, it learns on one loop, its home; the others send it
// what they saw in batches. A loop whose batch is under way lets what it sees go by: a flood of strange paths costs no
// more than a trickle.
type catalog struct {
	*usage.Catalog
	gateway *Gateway
	users   []*Usage // the proxies that use it
	path    string   // where what was learned is kept, empty for nowhere
	batches []batch  // by loop
	home    *netio.Loop
	saving  bool // on the home loop, as the next
	unsaved bool
}

// A batch is methods and paths, a line each.
type batch struct {
	text  []byte
	lines int
	since int64
	away  atomic.Bool
}

// How much a batch holds, and for how long, in ns.
const (
	batchLines = 64
	batchAge   = 100e6
)

// note has the catalog see a path. It runs on the lane's loop.
func (c *catalog) note(l *lane, method, path []byte) {
	b := &c.batches[l.shard]
	if b.away.Load() || len(path) > 1024 || len(method) > 32 {
		return
	}
	if b.lines == 0 {
		b.since = l.loop.Now()
	}
	b.text = append(append(append(append(b.text, method...), ' '), path...), '\n')
	b.lines++
	if b.lines == batchLines || l.loop.Now()-b.since > batchAge {
		c.send(b)
	}
}

// send takes a batch to the home loop.
func (c *catalog) send(b *batch) {
	if b.lines == 0 || b.away.Load() {
		return
	}
	b.away.Store(true)
	c.home.Post(func() {
		c.learn(b.text)
		b.text, b.lines = b.text[:0], 0
		b.away.Store(false)
	})
}

// learn takes lines in. Home loop.
func (c *catalog) learn(text []byte) {
	changed := false
	for line := range bytes.Lines(text) {
		method, path, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		changed = c.Learner.Observe(string(method), string(path)) || changed
	}
	if changed {
		c.publish()
		c.save()
	}
}

// publish makes what is known now what requests are matched with. Rows of operations that are no longer known by their
// names go, and what they counted goes to those that take their place.
func (c *catalog) publish() {
	before := c.Learned()
	c.Publish()
	known := map[string]bool{}
	for _, o := range c.Learned() {
		known[o.ID] = true
	}
	for _, o := range before {
		if known[o.ID] {
			continue
		}
		for _, u := range c.users {
			c.retire(u.Operations, o)
		}
	}
}

func (c *catalog) retire(rows *usage.Operations, gone *usage.Operation) {
	r := rows.Retire(gone.ID)
	if r == nil {
		return
	}
	to := rows.Other
	if heir := c.Match([]byte(gone.Method), []byte(gone.Path)); heir != nil {
		to = rows.Named(heir.ID)
	}
	c.gateway.settle(rows, []*usage.Row{r}, to)
}

// settle moves what all loops counted in rows that go to another one, each loop its own part, and then drops them.
func (g *Gateway) settle(rows *usage.Operations, going []*usage.Row, to *usage.Row) {
	var left atomic.Int32
	left.Store(int32(len(g.lanes)))
	for _, l := range g.lanes {
		l.loop.Post(func() {
			rows.Settle(l.shard, going, to)
			if left.Add(-1) == 0 {
				rows.Drop(going)
			}
		})
	}
}

// save writes what was learned to its file, on a goroutine that may wait. Home loop.
func (c *catalog) save() {
	if c.path == "" || c.gateway.Process.Stopping.Load() {
		return
	}
	if c.unsaved = c.saving; c.saving {
		return
	}
	c.saving = true
	text := c.Learner.AppendState(nil)
	err := c.home.Go("operations", func(t *netio.Task) {
		_, err := netio.Await(t, c.gateway.Heavy, func() (struct{}, error) { return struct{}{}, replaceFile(c.path, text) }, nil)
		if err != nil {
			c.tell("cannot keep what operations '" + c.Name + "' learned: " + err.Error())
		}
		if c.saving = false; c.unsaved {
			c.save()
		}
	})
	c.saving = err == nil
}

// tell warns the operator.
func (c *catalog) tell(text string) {
	if c.gateway.Announce != nil {
		c.gateway.Announce(severityWarning, text)
	}
}

// startCatalogs gives each catalog its home.
func (g *Gateway) startCatalogs() {
	for i, c := range g.catalogs {
		c.home = g.Loops.Loop(i % g.Loops.N())
	}
}
