package cache

import "sync"

// A part is the index of some of the keys: their objects by key, and all of them in the order in which they were asked
// for.
type part struct {
	mu     sync.Mutex
	byKey  map[string][]*Object
	newest Object // the head of a ring: its older is the newest object, its newer the oldest
}

func (p *part) open() {
	p.byKey = map[string][]*Object{}
	p.newest.newer, p.newest.older = &p.newest, &p.newest
}

// lookup finds an object, and makes it the newest.
func (p *part) lookup(key []byte, asked *Variant, now int64) *Object {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, o := range p.byKey[string(key)] {
		if o.complete && o.Expire > now && o.variant.suits(asked) {
			p.unlink(o)
			p.link(o)
			o.refs.Add(1)
			return o
		}
	}
	return nil
}

// insert puts an object that is being filled into the index, unless that is not wanted.
func (p *part) insert(o *Object, most int, now int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.byKey[o.key]
	for i := 0; i < len(list); {
		old := list[i]
		switch {
		case !old.complete && old.variant == o.variant:
			return false
		case old.complete && (old.Expire <= now || old.variant == o.variant || old.variant.on != o.variant.on):
			p.remove(old)
			list = p.byKey[o.key]
		default:
			i++
		}
	}
	if len(list) >= max(most, 1) {
		return false
	}
	p.byKey[o.key] = append(list, o)
	p.link(o)
	o.indexed = true
	o.refs.Add(1)
	return true
}

func (p *part) commit(o *Object) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o.complete = true
}

func (p *part) drop(o *Object) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.remove(o)
}

func (p *part) invalidate(key []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for list := p.byKey[string(key)]; len(list) > 0; list = p.byKey[string(key)] {
		p.remove(list[0])
	}
}

// dropOldest drops the object that was asked for least recently, of those that nobody uses.
func (p *part) dropOldest() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for o := p.newest.newer; o != &p.newest; o = o.newer {
		if o.refs.Load() == 1 {
			p.remove(o)
			return true
		}
	}
	return false
}

// all returns the complete objects, the newest first.
func (p *part) all() (list []*Object) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for o := p.newest.older; o != &p.newest; o = o.older {
		if o.complete {
			list = append(list, o)
		}
	}
	return list
}

// remove takes an object out of the index, which is one of its users.
func (p *part) remove(o *Object) {
	if !o.indexed {
		return
	}
	o.indexed = false
	list := p.byKey[o.key]
	for i, e := range list {
		if e == o {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(p.byKey, o.key)
	} else {
		p.byKey[o.key] = list
	}
	p.unlink(o)
	o.Release()
}

func (p *part) link(o *Object) {
	o.newer, o.older = &p.newest, p.newest.older
	o.older.newer, p.newest.older = o, o
}

func (p *part) unlink(o *Object) {
	o.newer.older, o.older.newer = o.older, o.newer
}
