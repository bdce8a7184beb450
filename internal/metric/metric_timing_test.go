package metric

import "testing"

func BenchmarkCounter(b *testing.B) {
	s := NewSet(KindServer, 2)
	b.ReportAllocs()
	for b.Loop() {
		testHits.Add(s, 0, 1)
	}
}

func BenchmarkGauge(b *testing.B) {
	s := NewSet(KindFrontend, 2)
	b.ReportAllocs()
	for b.Loop() {
		testOpen.Inc(s, 0)
	}
}

func BenchmarkLevel(b *testing.B) {
	s := NewSet(KindServer, 2)
	b.ReportAllocs()
	for b.Loop() {
		testLoad.Inc(s)
		testLoad.Dec(s)
	}
}

func BenchmarkMax(b *testing.B) {
	s := NewSet(KindServer, 2)
	b.ReportAllocs()
	for b.Loop() {
		testTop.Observe(s, 0, 5)
	}
}

func BenchmarkRate(b *testing.B) {
	for _, loops := range []int{1, 2} {
		b.Run(map[int]string{1: "one loop", 2: "two loops"}[loops], func(b *testing.B) {
			s := NewSet(KindServer, loops)
			b.ReportAllocs()
			for i := int64(0); b.Loop(); i++ {
				testRate.Add(s, 0, 1, i>>5) // 32 events a millisecond
			}
		})
	}
}

func BenchmarkAverage(b *testing.B) {
	s := NewSet(KindServer, 2)
	testHits.Add(s, 0, 1000)
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		testMean.Add(s, 0, i&15)
	}
}

func BenchmarkHistogram(b *testing.B) {
	s := NewSet(KindServer, 2)
	b.ReportAllocs()
	for i := int64(0); b.Loop(); i++ {
		testDist.Record(s, 0, 1000+i<<4&0xfffff)
	}
}

func BenchmarkSumOfIdleServers(b *testing.B) {
	sets := make([]*Set, 10_000)
	for i := range sets {
		sets[i] = NewSet(KindServer, 2)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sets {
			testHits.Sum(s)
		}
	}
}

// Nothing on the path of a request allocates, once the shard is there.
func TestCountingDoesNotAllocate(t *testing.T) {
	s := NewSet(KindServer, 2)
	now := int64(0)
	if n := testing.AllocsPerRun(1000, func() {
		now += 10
		testHits.Inc(s, 0)
		testLoad.Inc(s)
		testTop.Observe(s, 0, 3)
		testRate.Add(s, 0, 1, now)
		testMean.Add(s, 0, 3)
		testDist.Record(s, 0, 3e6)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What 10,000 idle servers cost.
func BenchmarkNewSet(b *testing.B) {
	b.ReportAllocs()
	keep := make([]*Set, 10_000)
	for i := 0; b.Loop(); i++ {
		keep[i%len(keep)] = NewSet(KindServer, 2)
	}
}
