package metric

import (
	"testing"
	"unsafe"
)

// Two loops never write the same cache line, whatever the kind of object.
func TestShardsStandOnLinesOfTheirOwn(t *testing.T) {
	const line = 64
	var keep []*Set
	for k := range Kind(kinds) {
		for range 100 {
			s := NewSet(k, 2)
			keep = append(keep, s)
			for i := range s.shards {
				words := s.ready(i).words
				if len(words) == 0 {
					continue
				}
				if at := uintptr(unsafe.Pointer(&words[0])); at%line != 0 || len(words)*8%line != 0 {
					t.Fatalf("%v: %d words at %#x", k, len(words), at)
				}
			}
		}
	}
	b := new(buckets)
	if at := uintptr(unsafe.Pointer(b.octave(3))); at%line != 0 {
		t.Errorf("an octave stands at %#x", at)
	}
	_ = keep
}
