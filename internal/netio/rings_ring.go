package netio

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// The kernel's interface, linux/io_uring.h.
const (
	sysSetup, sysEnter, sysRegister = 425, 426, 427

	setupCQSize       = 1 << 3
	setupSubmitAll    = 1 << 7
	setupSingleIssuer = 1 << 12
	setupDeferTaskrun = 1 << 13

	sqOverflow = 1 << 1
	offsetSQEs = 0x10000000

	enterGetEvents  = 1 << 0
	enterExtArg     = 1 << 3
	enterRegistered = 1 << 4

	registerRingFDs   = 20
	unregisterRingFDs = 21
	registerPbufs     = 22

	opPoll    = 6
	opSendmsg = 9
	opAccept  = 13
	opCancel  = 14
	opConnect = 16
	opClose   = 19
	opRead    = 22
	opSend    = 26
	opRecv    = 27

	sqeBufferSelect = 1 << 5
	sqeSkipSuccess  = 1 << 6
	acceptMultishot = 1 << 0
	recvMultishot   = 1 << 1

	cqeMore        = 1 << 1
	cqeBufferShift = 16

	sqEntries, cqEntries = 1024, 16384
)

// sqe is a submission.
type sqe struct {
	op, flags     uint8
	ioprio        uint16
	fd            int32
	off, addr     uint64
	len, opFlags  uint32
	data          uint64
	group, person uint16
	splice        uint32
	_             [2]uint64
}

// cqe is a completion.
type cqe struct {
	data  uint64
	res   int32
	flags uint32
}

// ringParams is what the set-up call takes and fills in.
type ringParams struct {
	sqEntries, cqEntries, flags, cpu, idle, features, wq uint32
	_                                                    [3]uint32
	sq                                                   struct {
		head, tail, mask, entries, flags, dropped, array, _ uint32
		_                                                   uint64
	}
	cq struct {
		head, tail, mask, entries, overflow, cqes, flags, _ uint32
		_                                                   uint64
	}
}

// waitArg is the extended argument of a wait.
type waitArg struct {
	sigmask     uint64
	sigmaskSize uint32
	minWait     uint32
	ts          uint64 // address of a timespec
}

// ring is the pair of queues shared with the kernel. It belongs to one thread.
type ring struct {
	fd             int
	handle         uintptr // what enter is given: the descriptor, or its number among the thread's registered ones
	registered     uintptr // the flag that says so
	maps           [2][]byte
	sqHead, sqTail *uint32
	sqFlags        *uint32
	sqes           []sqe
	tail           uint32 // ours; the kernel sees it at the next enter
	pending        uint32 // submissions it has not seen
	cqHead, cqTail *uint32
	cqes           []cqe
	head           uint32
	arg            waitArg
	ts             syscall.Timespec
}

// open makes the ring and maps it.
func (r *ring) open() error {
	r.fd = -1
	p := ringParams{cqEntries: cqEntries, flags: setupCQSize | setupSubmitAll | setupSingleIssuer | setupDeferTaskrun}
	fd, _, errno := syscall.Syscall(sysSetup, sqEntries, uintptr(unsafe.Pointer(&p)), 0)
	if errno != 0 {
		return errno
	}
	r.fd, r.handle = int(fd), fd
	r.register()
	size := max(p.cq.cqes+p.cqEntries*uint32(unsafe.Sizeof(cqe{})), p.sq.array+p.sqEntries*4)
	const prot, how = syscall.PROT_READ | syscall.PROT_WRITE, syscall.MAP_SHARED | syscall.MAP_POPULATE
	m, err := syscall.Mmap(r.fd, 0, int(size), prot, how)
	if err != nil {
		return err
	}
	s, err := syscall.Mmap(r.fd, offsetSQEs, int(p.sqEntries)*int(unsafe.Sizeof(sqe{})), prot, how)
	if err != nil {
		return err
	}
	r.maps = [2][]byte{m, s}
	at := func(off uint32) *uint32 { return (*uint32)(unsafe.Pointer(&m[off])) }
	r.sqHead, r.sqTail, r.sqFlags = at(p.sq.head), at(p.sq.tail), at(p.sq.flags)
	r.cqHead, r.cqTail = at(p.cq.head), at(p.cq.tail)
	r.sqes = unsafe.Slice((*sqe)(unsafe.Pointer(&s[0])), p.sqEntries)
	r.cqes = unsafe.Slice((*cqe)(unsafe.Pointer(&m[p.cq.cqes])), p.cqEntries)
	for i, slots := 0, unsafe.Slice(at(p.sq.array), p.sqEntries); i < len(slots); i++ {
		slots[i] = uint32(i)
	}
	r.arg.ts = uint64(uintptr(unsafe.Pointer(&r.ts))) // part of the poller, which lives on the heap and does not move
	return nil
}

// register spares each enter the look-up of the descriptor. It belongs to the thread, and ends with it.
func (r *ring) register() {
	up := struct {
		offset, _ uint32
		data      uint64
	}{offset: ^uint32(0), data: uint64(r.fd)} // any number
	n, _, _ := syscall.Syscall6(sysRegister, uintptr(r.fd), registerRingFDs, uintptr(unsafe.Pointer(&up)), 1, 0, 0)
	if n == 1 {
		r.handle, r.registered = uintptr(up.offset), enterRegistered
	}
}

// unregister lets the thread forget the ring, which would stay open otherwise.
func (r *ring) unregister() {
	if r.registered == 0 {
		return
	}
	up := struct {
		offset, _ uint32
		data      uint64
	}{offset: uint32(r.handle)}
	_, _, _ = syscall.Syscall6(sysRegister, uintptr(r.fd), unregisterRingFDs, uintptr(unsafe.Pointer(&up)), 1, 0, 0)
	r.registered = 0
}

func (r *ring) close() {
	r.unregister()
	if r.fd >= 0 {
		syscall.Close(r.fd)
	}
	for _, m := range r.maps {
		if m != nil {
			_ = syscall.Munmap(m)
		}
	}
	r.maps = [2][]byte{}
}

// next gives a cleared submission to fill in; it is seen by the kernel at the next wait, or when the queue is full.
func (r *ring) next() *sqe {
	for r.tail-atomic.LoadUint32(r.sqHead) >= uint32(len(r.sqes)) {
		r.enter(0, 0, nil, false)
	}
	s := &r.sqes[r.tail&uint32(len(r.sqes)-1)]
	*s = sqe{}
	r.tail++
	r.pending++
	return s
}

// waiting tells whether completions are there already.
func (r *ring) waiting() bool { return r.head != atomic.LoadUint32(r.cqTail) }

// submitted is the number of submissions that the kernel took, since ever.
func (r *ring) submitted() uint32 { return r.tail - r.pending }

// overflowed tells whether the kernel has completions for which there was no place.
func (r *ring) overflowed() bool { return atomic.LoadUint32(r.sqFlags)&sqOverflow != 0 }

// take gives the next completion, or nil. It is valid until the next take.
func (r *ring) take() *cqe {
	atomic.StoreUint32(r.cqHead, r.head)
	if r.head == atomic.LoadUint32(r.cqTail) {
		return nil
	}
	e := &r.cqes[r.head&uint32(len(r.cqes)-1)]
	r.head++
	return e
}

// poll submits, and has the kernel deliver what is ready.
func (r *ring) poll() { r.enter(0, enterGetEvents, nil, false) }

// wait submits and waits up to ns for a completion.
func (r *ring) wait(ns int64, patient bool) {
	r.ts = syscall.NsecToTimespec(ns)
	r.enter(1, enterGetEvents|enterExtArg, &r.arg, patient)
}

// enter is the system call. It is kept out of line with a prologue of its own, so that a stop of the world that interrupts
// the raw call finds a safe point right after it. When it fails (EINTR, EBUSY, a timeout) nothing is lost: what the kernel
// did not take stays pending.
//
//go:noinline
func (r *ring) enter(events uint32, flags uintptr, arg *waitArg, patient bool) {
	atomic.StoreUint32(r.sqTail, r.tail)
	call := syscall.RawSyscall6
	if patient {
		call = patientCall
	}
	n, _, errno := call(sysEnter, r.handle, uintptr(r.pending), uintptr(events), flags|r.registered,
		uintptr(unsafe.Pointer(arg)), unsafe.Sizeof(waitArg{}))
	if errno == 0 {
		r.pending -= uint32(n)
	} else {
		r.pending = r.tail - atomic.LoadUint32(r.sqHead)
	}
}

func addrOfMessage(m *message) uint64 { return uint64(uintptr(unsafe.Pointer(&m.hdr))) }
func addrOf8(b *[8]byte) uint64       { return uint64(uintptr(unsafe.Pointer(b))) }
func addrOfBytes(b []byte) uint64     { return uint64(uintptr(unsafe.Pointer(&b[0]))) }
func addrOfRawSockaddr(sa *syscall.RawSockaddrAny) uint64 {
	return uint64(uintptr(unsafe.Pointer(sa)))
}

// probeRings tells why io_uring cannot be used here, or nil. A ring with single issuer and deferred task work means Linux
// 6.1, which has all operations used here; containers often refuse the set-up call.
var probeRings = sync.OnceValue(func() error {
	runtime.LockOSThread() // a ring belongs to the thread that made it
	defer runtime.UnlockOSThread()
	var r ring
	defer r.close()
	if err := r.open(); err != nil {
		return err
	}
	r.wait(int64(time.Microsecond), false)
	return probeBuffers(&r)
})
