//go:build !race && (amd64 || arm64 || loong64 || ppc64le || riscv64 || s390x)

package metric

// store writes a word of the caller's own shard. Readers on other threads load it atomically: by Go's memory model
// they see a value that was stored whole, and on these machines an aligned word is. A plain store costs a fifth of
// an atomic one, which Go makes sequentially consistent.
func store(w *uint64, v uint64) { *w = v }
