package stick_test

import (
	"encoding/binary"
	"testing"

	"metergate/internal/stick"
)

// BenchmarkTrack is what a tracked request costs in a table of a million keys.
func BenchmarkTrack(b *testing.B) {
	tab := counters(stick.Config{Type: stick.Binary, KeyLen: 8, Size: 1 << 20, Expire: 60000})
	var key [8]byte
	for i := 0; b.Loop(); i++ {
		binary.LittleEndian.PutUint64(key[:], uint64(i*0x9e3779b1)%(1<<20))
		r, _ := tab.Get(key[:], 1)
		e := tab.Lock(r, 1)
		e.Add(stick.HTTPReqCnt, 0, 1)
		e.Add(stick.HTTPReqRate, 0, 1)
		e.Touch()
		e.Unlock()
		tab.Drop(r)
	}
}
