package forward

import "sync"

// A pile holds copies of the items of a batch until they are queued, in memory that is used again.
type pile struct {
	items [][]byte
	slabs [][]byte
	at    int // the slab that has room
}

// slab is how much memory is taken at once.
const slab = 64 << 10

// piles are those that are at rest: readings follow each other, so that few are made for many destinations.
var piles = sync.Pool{New: func() any { return &pile{} }}

// add puts a copy of an item onto the pile.
func (p *pile) add(item []byte) {
	for p.at < len(p.slabs) && cap(p.slabs[p.at])-len(p.slabs[p.at]) < len(item) {
		p.at++
	}
	if p.at == len(p.slabs) {
		p.slabs = append(p.slabs, make([]byte, 0, max(slab, len(item))))
	}
	s := &p.slabs[p.at]
	n := len(*s)
	*s = append(*s, item...)
	p.items = append(p.items, (*s)[n:len(*s):len(*s)])
}

// clear empties the pile.
func (p *pile) clear() {
	for i := range p.slabs {
		p.slabs[i] = p.slabs[i][:0]
	}
	p.items, p.at = p.items[:0], 0
}
