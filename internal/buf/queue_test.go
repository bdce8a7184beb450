package buf

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestQueueAgainstBytes drives two queues and two plain byte slices with the same operations.
func TestQueueAgainstBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Pool
		defer p.Close()
		var qs [2]Queue
		var want [2][]byte
		next := byte(0)
		fill := func(b []byte) {
			for i := range b {
				next++
				b[i] = next
			}
		}
		size := rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, 3*Size))
		for range rapid.IntRange(1, 40).Draw(t, "ops") {
			i := rapid.IntRange(0, 1).Draw(t, "queue")
			q := &qs[i]
			switch rapid.IntRange(0, 6).Draw(t, "op") {
			case 0:
				b := make([]byte, size.Draw(t, "n"))
				fill(b)
				q.Append(&p, b)
				want[i] = append(want[i], b...)
			case 1:
				b := p.Get()
				n := min(size.Draw(t, "n"), Size)
				fill(b.Free()[:n])
				want[i] = append(want[i], b.Free()[:n]...)
				b.Filled(n)
				q.Push(&p, b)
			case 2:
				n := min(size.Draw(t, "n"), q.Len())
				q.Discard(&p, n)
				want[i] = want[i][n:]
			case 3:
				n := min(size.Draw(t, "n"), q.Len())
				if got := q.Peek(&p, n); len(got) < n || !bytes.HasPrefix(want[i], got) {
					t.Fatalf("peek %d: %d bytes, wrong", n, len(got))
				}
			case 4:
				n := min(size.Draw(t, "n"), q.Len())
				q.Move(&p, &qs[1-i], n)
				want[1-i] = append(want[1-i], want[i][:n]...)
				want[i] = want[i][n:]
			case 5:
				room := q.Fill(&p, 1024)
				n := min(size.Draw(t, "n"), len(room))
				fill(room[:n])
				want[i] = append(want[i], room[:n]...)
				q.Grown(&p, n)
			case 6:
				b := make([]byte, size.Draw(t, "n"))
				fill(b)
				q.Lend(&p, b)
				want[i] = append(want[i], b...)
			}
			for i := range qs {
				if qs[i].Len() != len(want[i]) {
					t.Fatalf("queue %d has %d bytes, want %d", i, qs[i].Len(), len(want[i]))
				}
			}
		}
		for i := range qs {
			if got := qs[i].Peek(&p, qs[i].Len()); !bytes.Equal(got, want[i]) {
				t.Fatalf("queue %d differs", i)
			}
			qs[i].Clear(&p)
		}
		if p.InUse() != 0 {
			t.Fatalf("%d blocks leaked", p.InUse())
		}
	})
}

// TestTrickleHoldsOneBlock: many small reads must not hold a block each.
func TestTrickleHoldsOneBlock(t *testing.T) {
	var p Pool
	defer p.Close()
	var q Queue
	for range 1000 {
		b := p.Get()
		b.Filled(copy(b.Free(), "x"))
		q.Push(&p, b)
	}
	if p.InUse() != 1 || q.Len() != 1000 {
		t.Errorf("%d blocks hold %d bytes, want 1 and 1000", p.InUse(), q.Len())
	}
	q.Clear(&p)
}

// TestMoveKeepsBlocks: large pieces change hands without a copy.
func TestMoveKeepsBlocks(t *testing.T) {
	var p Pool
	defer p.Close()
	var in, out Queue
	b := p.Get()
	b.Filled(Size)
	in.Push(&p, b)
	in.Move(&p, &out, Size/2)
	in.Move(&p, &out, Size/2)
	if p.InUse() != 1 {
		t.Errorf("%d blocks in use, want the one", p.InUse())
	}
	out.Clear(&p)
	if p.InUse() != 0 {
		t.Errorf("%d blocks leaked", p.InUse())
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	var p Pool
	defer p.Close()
	var in, out Queue
	msg := make([]byte, 20<<10)
	if n := testing.AllocsPerRun(100, func() {
		in.Append(&p, msg)
		in.Move(&p, &out, len(msg))
		out.Discard(&p, len(msg))
	}); n != 0 {
		t.Errorf("%v allocations a message, want 0", n)
	}
}

func TestTrimKeepsBlocksUsable(t *testing.T) {
	var p Pool
	defer p.Close()
	b := p.Get()
	b.Filled(copy(b.Free(), bytes.Repeat([]byte{7}, Size)))
	p.Put(b)
	p.Trim(1)
	if p.Warm() != 1 {
		t.Errorf("%d warm blocks, want the one to keep", p.Warm())
	}
	p.Trim(0)
	if p.Warm() != 0 {
		t.Errorf("%d warm blocks", p.Warm())
	}
	var q Queue
	q.Append(&p, []byte("after"))
	if string(q.Head()) != "after" {
		t.Errorf("read %q", q.Head())
	}
	q.Clear(&p)
}

// TestReleaseGivesAllPagesBack: also the first one, where small fills are. Pages that come back are zero.
func TestReleaseGivesAllPagesBack(t *testing.T) {
	var p Pool
	defer p.Close()
	blocks := make([]*Block, slabBlocks)
	for i := range blocks {
		blocks[i] = p.Get()
		blocks[i].Filled(copy(blocks[i].Free(), "small"))
	}
	for i, b := range blocks {
		p.Put(b)
		b.Release()
		if b.mem[0] != 0 {
			t.Errorf("block %d keeps its first page", i)
		}
		if i+1 < len(blocks) && blocks[i+1].mem[0] != 's' {
			t.Errorf("block %d took a page of the next one", i)
		}
	}
}

// TestTrimKeepsWhatWasNeeded: only blocks that stayed free since the last Trim lose their memory.
func TestTrimKeepsWhatWasNeeded(t *testing.T) {
	var p Pool
	defer p.Close()
	use := func(n int) {
		blocks := make([]*Block, n)
		for i := range blocks {
			blocks[i] = p.Get()
			blocks[i].Filled(1)
		}
		for _, b := range blocks {
			p.Put(b)
		}
	}
	use(10)
	p.Trim(0) // all were needed
	use(3)
	if p.Warm() != 10 {
		t.Errorf("%d warm blocks, want 10", p.Warm())
	}
	p.Trim(0)
	if p.Warm() != 3 {
		t.Errorf("%d warm blocks, want the 3 used since", p.Warm())
	}
}
