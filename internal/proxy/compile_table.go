package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/stick"
)

// table makes the section's stick table.
func (c *compiler) table(p *Proxy) {
	for i, line := range dirStickTable.All(p.Bag) {
		if i > 0 {
			c.alert(line.Pos, conf.Loose, "stick-table name '%s' conflicts with table declared in %s at %v.", p.Name, p.title(), dirStickTable.All(p.Bag)[0].Pos)
			continue
		}
		t := &Table{Table: stick.New(line.Value.Config)}
		c.g.tables[p.Name] = t
		c.g.tableList = append(c.g.tableList, t)
	}
}
