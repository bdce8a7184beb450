package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/metric"
	"metergate/internal/stick"
)

// tables makes the stick tables of all proxies.
func (c *compiler) tables() {
	stuck := c.stuckTables()
	for s := range c.file.Each("peers", "frontend", "backend", "listen") {
		for _, line := range dirPeerTable.All(s.Bag) {
			line.Value.peers = s.Name
			c.addTable(line.Value, line.Pos, stuck)
		}
		for _, p := range c.g.Proxies() {
			if p.Bag == s.Bag {
				c.table(p, stuck)
			}
		}
	}
	for _, t := range c.g.tableList {
		c.writeTo(t)
	}
	c.peers()
	c.stores()
}

// stuckTables are the names of the tables that stick lines refer to: these remember servers without being told to.
func (c *compiler) stuckTables() map[string]bool {
	names := map[string]bool{}
	for _, p := range c.g.Proxies() {
		if p.Back == nil {
			continue
		}
		for _, line := range stickLines(p.Bag) {
			names[line.table(p.Name)] = true
		}
	}
	return names
}

// table makes the section's stick table.
func (c *compiler) table(p *Proxy, stuck map[string]bool) {
	for i, line := range dirStickTable.All(p.Bag) {
		if i > 0 {
			c.alert(line.Pos, conf.Loose, "stick-table name '%s' conflicts with table declared in %s at %v.", p.Name, p.title(), dirStickTable.All(p.Bag)[0].Pos)
			continue
		}
		c.addTable(line.Value, line.Pos, stuck)
	}
}

// addTable makes a table out of its line.
func (c *compiler) addTable(v stickTable, at conf.Pos, stuck map[string]bool) {
	if stuck[v.Name] {
		if v.Shared {
			c.alert(at, conf.Loose, "stick-table: '%s' remembers servers for stick lines, so it cannot be 'shared': use 'peers'.", v.Name)
			return
		}
		v.Store = append(v.Store, stick.Store{Data: stick.ServerID}, stick.Store{Data: stick.ServerKey})
	}
	t := &Table{Table: stick.New(v.Config), byAddr: v.byAddr, line: v, pos: at}
	t.ident = metric.Ident{Name: v.Name, KeyType: v.Type.String()}
	c.g.tables[v.Name] = t
	c.g.tableList = append(c.g.tableList, t)
}

// writeTo finds the table that is told of what another one learns of peers.
func (c *compiler) writeTo(t *Table) {
	name := t.line.writeTo
	if name == "" || name == t.Config().Name {
		return
	}
	to := c.g.tables[name]
	switch {
	case to == nil:
		c.alert(t.pos, conf.Loose, "stick-table: write-to: table '%s' doesn't exist.", name)
	case to.Config().Type != t.Config().Type || to.Config().KeyLen != t.Config().KeyLen:
		c.alert(t.pos, conf.Loose, "stick-table: write-to: cannot mix table types ('%s' has '%v' type and '%s' has '%v' type).",
			name, to.Config().Type, t.Config().Name, t.Config().Type)
	default:
		t.writeTo = to
	}
}
