package balance

var _ = register(Algorithm{
	Name:   "static-rr",
	Usage:  "static-rr",
	Help:   "Each server in turn, as often as its weight says; the order is fixed when the configuration is read.",
	static: true,
	parse:  plain(staticRR{}),
})

type staticRR struct{}

func (staticRR) index(t *Table, _ *HashType) {
	if len(t.Servers) > 0 {
		t.slots = slots(t.Servers)
	}
}

func (staticRR) rotor(*HashType) rotor { return &slotRotor{} }
