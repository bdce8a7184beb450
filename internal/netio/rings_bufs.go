package netio

import (
	"sync/atomic"
	"syscall"
	"unsafe"

	"metergate/internal/buf"
)

const (
	// ringBufs is the most receive buffers that are provided to the kernel, a power of two.
	ringBufs = 256
	// firstBufs is how many are at first. The kernel takes them in turn, so the fewer they are the sooner one comes again,
	// while it is still in the cache; and all together are what one connection may flood the loop with, 4 MiB.
	firstBufs = (4<<20 - inHigh) / buf.Size
)

// ringBuf is an entry of the ring of provided buffers.
type ringBuf struct {
	addr uint64
	len  uint32
	bid  uint16
	_    uint16 // in the first entry the tail of the whole ring
}

// bufRing is the ring of provided buffers. Entry i of blocks is what the buffer with number i points to.
type bufRing struct {
	mem     []byte
	entries *[ringBufs]ringBuf
	blocks  [ringBufs]*buf.Block
	pool    *buf.Pool
	tail    uint16
	first   uint16 // the buffer number in the first entry, which shares a word with the tail
	empty   []int  // the numbers of buffers that were taken and not refilled yet
	count   int    // buffers provided
	touched int    // buffers filled since their memory was given back
	recent  int    // those filled since the last trim
}

// open registers the ring and fills it.
func (b *bufRing) open(r *ring, pool *buf.Pool) (err error) {
	if b.mem, err = registerBuffers(r); err != nil {
		return err
	}
	b.entries, b.pool = (*[ringBufs]ringBuf)(unsafe.Pointer(&b.mem[0])), pool
	b.grow(firstBufs)
	b.publish()
	return nil
}

// grow provides up to n more buffers.
func (b *bufRing) grow(n int) {
	for ; n > 0 && b.count < ringBufs; n-- {
		b.provide(b.count)
		b.count++
	}
}

// registerBuffers maps an empty ring and makes it known as group 0.
func registerBuffers(r *ring) ([]byte, error) {
	mem, err := syscall.Mmap(-1, 0, ringBufs*int(unsafe.Sizeof(ringBuf{})), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil, err
	}
	reg := struct {
		addr         uint64
		entries      uint32
		group, flags uint16
		_            [3]uint64
	}{addr: uint64(uintptr(unsafe.Pointer(&mem[0]))), entries: ringBufs}
	_, _, errno := syscall.Syscall6(sysRegister, uintptr(r.fd), registerPbufs, uintptr(unsafe.Pointer(&reg)), 1, 0, 0)
	if errno != 0 {
		_ = syscall.Munmap(mem)
		return nil, errno
	}
	return mem, nil
}

// probeBuffers tells whether buffers can be provided.
func probeBuffers(r *ring) error {
	mem, err := registerBuffers(r)
	if err != nil {
		return err
	}
	r.close()
	r.fd = -1
	return syscall.Munmap(mem)
}

// close takes the blocks back. The ring is closed.
func (b *bufRing) close(pool *buf.Pool) {
	for _, k := range b.blocks[:b.count] {
		if k != nil {
			pool.Put(k)
		}
	}
	b.blocks, b.empty = [ringBufs]*buf.Block{}, nil
	b.count = 0
	if b.mem != nil {
		_ = syscall.Munmap(b.mem)
	}
}

// trim gives the memory of the provided blocks back, unless they are used all the time.
func (b *bufRing) trim() {
	if b.recent < b.count {
		for _, k := range b.blocks[:b.count] {
			if k != nil {
				k.Release()
			}
		}
		b.touched = 0
	}
	b.recent = 0
}

// take gives the block that the kernel filled with n bytes.
func (b *bufRing) take(bid, n int) *buf.Block {
	k := b.blocks[bid]
	b.blocks[bid] = nil
	b.empty = append(b.empty, bid)
	k.Filled(n)
	b.touched++
	b.recent++
	return k
}

// refill provides other blocks in the place of those taken.
func (b *bufRing) refill() {
	for _, bid := range b.empty {
		b.provide(bid)
	}
	b.empty = b.empty[:0]
}

// provide fills the next entry with a fresh block; publish makes it known.
func (b *bufRing) provide(bid int) {
	k := b.pool.Get()
	b.blocks[bid] = k
	i := b.tail & (ringBufs - 1)
	e := &b.entries[i]
	e.addr, e.len = uint64(k.Addr()), uint32(len(k.Free()))
	if i == 0 {
		b.first = uint16(bid)
	} else {
		e.bid = uint16(bid)
	}
	b.tail++
}

// publish stores the tail, which must be seen after the entries: a 32-bit store together with the number beside it, as there
// is no atomic store of 16 bits.
func (b *bufRing) publish() {
	word := (*uint32)(unsafe.Pointer(&b.entries[0].bid))
	atomic.StoreUint32(word, uint32(b.first)|uint32(b.tail)<<16)
}
