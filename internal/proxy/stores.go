package proxy

import (
	"metergate/internal/metric"
	tables "metergate/internal/share"
)

// A TableStore is a section table-store.
type TableStore struct {
	*tables.Store
	ident metric.Ident
}

// TableStores returns the table stores in the order of the configuration.
func (g *Gateway) TableStores() []*TableStore { return g.stores }

// TableStore returns the table store of that name, or nil.
func (g *Gateway) TableStore(name string) *TableStore {
	for _, s := range g.stores {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// startStores begins to share tables. Changes of the stores' states are told to the operator.
func (g *Gateway) startStores() {
	for _, s := range g.stores {
		s.Start(g.Announce)
	}
}

// StopStores tells the stores what was counted last. The loops have ended before it.
func (g *Gateway) StopStores() {
	for _, s := range g.stores {
		s.Stop()
	}
}
