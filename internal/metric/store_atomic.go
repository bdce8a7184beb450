//go:build race || !(amd64 || arm64 || loong64 || ppc64le || riscv64 || s390x)

package metric

import "sync/atomic"

// store writes a word of the caller's own shard, visibly to the race detector and whole on machines of 32 bits.
func store(w *uint64, v uint64) { atomic.StoreUint64(w, v) }
