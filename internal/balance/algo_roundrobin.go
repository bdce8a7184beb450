package balance

var _ = register(Algorithm{
	Name:  "roundrobin",
	Usage: "roundrobin",
	Help:  "Each server in turn, as often as its weight says; weights may change at any time.",
	parse: plain(roundRobin{}),
})

type roundRobin struct{}

func (roundRobin) index(*Table, *HashType) {}

func (roundRobin) rotor(*HashType) rotor { return &rotation{} }
