package syslog

import (
	"encoding/binary"
	"sync"
	"testing"
)

func TestQueueIsBounded(t *testing.T) {
	q, r := newQueue(), &route{}
	for i := range queueSize {
		if !q.put(r, Info, 0, nil, []byte{byte(i)}) {
			t.Fatalf("no room for entry %d", i)
		}
	}
	if q.put(r, Info, 0, nil, []byte("x")) {
		t.Error("there is room beyond the bound")
	}
	q.drop()
	if !q.put(r, Info, 0, []byte("da"), []byte("ta")) {
		t.Error("no room after a drop")
	}
	for range queueSize - 1 {
		q.drop()
	}
	if e := q.peek(); e == nil || string(e.buf) != "data" || e.data != 2 {
		t.Errorf("last entry %+v", e)
	}
	q.drop()
	if q.peek() != nil {
		t.Error("an empty queue has an entry")
	}
}

// TestQueueKeepsOrder has several producers: nothing is lost, doubled or out of a producer's order.
func TestQueueKeepsOrder(t *testing.T) {
	const producers, each = 4, 20000
	q, r := newQueue(), &route{}
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			var b [8]byte
			for i := 0; i < each; {
				binary.LittleEndian.PutUint32(b[:], uint32(p))
				binary.LittleEndian.PutUint32(b[4:], uint32(i))
				if q.put(r, Info, 0, nil, b[:]) {
					i++
				}
			}
		})
	}
	var next [producers]uint32
	for n := 0; n < producers*each; {
		e := q.peek()
		if e == nil {
			continue
		}
		p, i := binary.LittleEndian.Uint32(e.buf), binary.LittleEndian.Uint32(e.buf[4:])
		if i != next[p] {
			t.Fatalf("producer %d: entry %d, want %d", p, i, next[p])
		}
		next[p]++
		q.drop()
		n++
	}
	wg.Wait()
}

func BenchmarkQueue(b *testing.B) {
	q, r, line := newQueue(), &route{}, make([]byte, 160)
	b.ReportAllocs()
	for b.Loop() {
		q.put(r, Info, 0, nil, line)
		q.drop()
	}
}
