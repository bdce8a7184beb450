package cert

import (
	"maps"
	"sync/atomic"
)

// A snapshot is a value that is replaced as a whole: readers never wait.
type snapshot[T any] struct{ p atomic.Pointer[T] }

func (s *snapshot[T]) get() (v T) {
	if p := s.p.Load(); p != nil {
		v = *p
	}
	return v
}

func (s *snapshot[T]) set(v T) { s.p.Store(&v) }

// cloned returns a map of its own with what is in m, which may be nil.
func cloned[K comparable, V any](m map[K]V) map[K]V {
	next := make(map[K]V, len(m)+1)
	maps.Copy(next, m)
	return next
}
