package forward

import (
	"time"

	"metergate/internal/metric"
)

// A memory is what the next delivery is compared with: the values that the last one that was taken read.
type memory struct {
	at            time.Time
	numbers       map[memoryKey]int64
	distributions map[memoryKey]*metric.Distribution
}

// A memoryKey is a column or a distribution of an object.
type memoryKey struct {
	ident *metric.Ident
	name  string
}

func (m *memory) number(key memoryKey, n int64) {
	if m.numbers == nil {
		m.numbers = map[memoryKey]int64{}
	}
	m.numbers[key] = n
}

func (m *memory) distribution(key memoryKey, d *metric.Distribution) {
	if m.distributions == nil {
		m.distributions = map[memoryKey]*metric.Distribution{}
	}
	m.distributions[key] = d
}

// keep takes over what was not read this time, as a template may look at a value now and then only, of objects that are
// still there.
func (p *page) keep() {
	here := map[*metric.Ident]bool{p.Process.object.MetricIdent(): true}
	for _, r := range p.rows {
		here[r.object.MetricIdent()] = true
	}
	for key, n := range p.last.numbers {
		if _, read := p.read.numbers[key]; !read && here[key.ident] {
			p.read.number(key, n)
		}
	}
	for key, d := range p.last.distributions {
		if _, read := p.read.distributions[key]; !read && here[key.ident] {
			p.read.distribution(key, d)
		}
	}
}
