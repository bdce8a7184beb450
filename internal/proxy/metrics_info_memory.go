package proxy

import (
	"runtime/metrics"

	"metergate/internal/metric"
)

// The memory of the process. A pool is what Go's allocator holds; used is what lives in it.
var (
	_ = infoNumber(9, "Memmax_MB", "CLPV", metric.Bytes, "", "Memory limit in MB, 0 for none.",
		func(i *Info) int { return i.MemMax })
	_ = infoNumber(10, "PoolAlloc_MB", "MGPV", metric.Bytes, "", "Memory held by the allocator, in MB.",
		func(*Info) int { return int(memory(held) >> 20) })
	_ = infoNumber(11, "PoolUsed_MB", "MGPV", metric.Bytes, "", "Memory in use, in MB.",
		func(*Info) int { return int(memory(used) >> 20) })
	_ = infoNumber(67, "Memmax_bytes", "CLPV", metric.Bytes, "max_memory_bytes", "Memory limit, 0 for none.",
		func(i *Info) int { return i.MemMax << 20 })
	_ = infoWide(68, "PoolAlloc_bytes", "MGPV", metric.Bytes, "pool_allocated_bytes", "Memory held by the allocator.",
		func(*Info) uint64 { return memory(held) })
	_ = infoWide(69, "PoolUsed_bytes", "MGPV", metric.Bytes, "pool_used_bytes", "Memory in use.",
		func(*Info) uint64 { return memory(used) })
)

// What the runtime calls the two: the heap with its free parts, and the objects in it.
var (
	used = []string{"/memory/classes/heap/objects:bytes"}
	held = []string{"/memory/classes/heap/objects:bytes", "/memory/classes/heap/unused:bytes", "/memory/classes/heap/free:bytes"}
)

func memory(names []string) (sum uint64) {
	samples := make([]metrics.Sample, len(names))
	for i, name := range names {
		samples[i].Name = name
	}
	metrics.Read(samples)
	for _, s := range samples {
		sum += s.Value.Uint64()
	}
	return sum
}
