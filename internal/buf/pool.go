package buf

import "syscall"

const (
	// Size is the capacity of an ordinary block.
	Size = 64 << 10
	// stride is what a block takes of a mapping: pages of its own, so that they can be given back.
	stride   = Size + pageSize
	pageSize = 4096
	// stagger moves each block a little further into its pages than the one before, so that their first bytes do not
	// compete for the same cache sets.
	stagger = 576
	// slabBlocks is the number of blocks mapped at a time.
	slabBlocks = 16
	slabSize   = slabBlocks * stride
)

// Pool hands out blocks. It belongs to one loop; the zero Pool is ready for use.
type Pool struct {
	free  []*Block // used as a stack: the block freed last is the one still in the cache
	segs  *seg     // free segment nodes
	slabs [][]byte
	out   int // ordinary blocks in use
	warm  int // free blocks whose pages are resident
	low   int // the least free blocks there were since the last Trim: the bottom of the stack, which nobody needed
	big   int // bytes of oversized blocks in use
}

// Get gives an empty block of Size bytes with one reference.
func (p *Pool) Get() *Block {
	if len(p.free) == 0 {
		p.grow()
	}
	b := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	p.low = min(p.low, len(p.free))
	b.refs, b.w = 1, 0
	p.out++
	if b.touched {
		p.warm--
	}
	return b
}

// GetFor gives a block that holds at least n bytes, from the Go heap when n is larger than Size.
func (p *Pool) GetFor(n int) *Block {
	if n <= Size {
		return p.Get()
	}
	p.big += n
	return &Block{mem: make([]byte, n), refs: 1}
}

// Put gives back one reference.
func (p *Pool) Put(b *Block) {
	b.refs--
	switch {
	case b.refs > 0:
		return
	case b.refs < 0:
		panic("buf: block given back twice")
	case b.lent:
		return
	case len(b.mem) != Size:
		p.big -= len(b.mem)
		return
	}
	p.out--
	if b.touched {
		p.warm++
	}
	p.free = append(p.free, b)
}

// grow maps another slab.
func (p *Pool) grow() {
	mem, err := syscall.Mmap(-1, 0, slabSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		panic("buf: cannot map memory: " + err.Error())
	}
	p.slabs = append(p.slabs, mem)
	blocks := make([]Block, slabBlocks)
	for i := range blocks {
		pages := mem[i*stride:][:stride:stride]
		at := i * stagger % pageSize
		blocks[i].pages, blocks[i].mem = pages, pages[at:at+Size:at+Size]
		p.free = append(p.free, &blocks[i])
	}
}

// InUse is the number of blocks out, oversized ones not counted.
func (p *Pool) InUse() int { return p.out }

// Bytes is the memory mapped, of which only what was written is resident, and that of oversized blocks.
func (p *Pool) Bytes() int { return len(p.slabs)*slabSize + p.big }

// Warm is the number of free blocks whose pages are resident.
func (p *Pool) Warm() int { return p.warm }

// Trim gives the pages of those free blocks back to the system that were not needed since the last Trim, but for keep of
// them. The blocks stay usable.
func (p *Pool) Trim(keep int) {
	for _, b := range p.free[:max(p.low-keep, 0)] {
		if b.touched {
			b.Release()
			p.warm--
		}
	}
	p.low = len(p.free)
}

// Close unmaps everything; no block may be in use.
func (p *Pool) Close() {
	for _, m := range p.slabs {
		_ = syscall.Munmap(m) // of a mapping of ours: cannot fail
	}
	*p = Pool{}
}
