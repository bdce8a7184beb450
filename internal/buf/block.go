package buf

import (
	"syscall"
	"unsafe"
)

// Block is a piece of memory with a fill mark.
type Block struct {
	mem     []byte
	pages   []byte // that hold mem and nothing else
	w       int    // bytes before it were written; what lies beyond belongs to nobody
	refs    int32
	touched bool // written since its pages were last given back
	lent    bool // memory of somebody else, see Queue.Lend
}

// Free is the memory beyond the fill mark, for a read to fill.
func (b *Block) Free() []byte { return b.mem[b.w:] }

// Filled moves the fill mark after n bytes were written to Free.
func (b *Block) Filled(n int) {
	b.w += n
	if b.w > len(b.mem) {
		panic("buf: filled beyond the block")
	}
	b.touched = true
}

// Len is the number of bytes before the fill mark.
func (b *Block) Len() int { return b.w }

// Addr is the address of the block's memory, for a submission to the kernel. The memory does not move while referenced.
func (b *Block) Addr() uintptr { return uintptr(unsafe.Pointer(&b.mem[0])) }

// Release gives an empty block's pages back to the system; the block stays usable. A block that was not written since costs
// nothing, and failing costs memory only.
func (b *Block) Release() {
	if b.touched {
		b.touched = false
		_ = syscall.Madvise(b.pages, syscall.MADV_DONTNEED)
	}
}
