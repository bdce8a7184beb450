package metric

import "strconv"

// The metrics of the tests, declared as a program declares its own.
var (
	testHits = NewCounter(Column{Name: "t_hits", CSV: 1000, Type: U64, Unit: Requests, On: On("MCPP", Rows), Help: "h"})
	testPart = NewCounter(Column{Name: "t_part", CSV: 1001, Type: U64, Unit: Requests, On: On("MCPP", Frontend), Help: "h"})
	testSum  = NewCounter(Column{Name: "t_sum", CSV: 1002, Type: U64, Unit: Requests, On: On("MCPP", Sides), Help: "h"}, testPart)
	testMod  = NewCounter(Column{Name: "t_mod", CSV: 1003, Type: U64, Unit: Count, On: On("MCPV", Sides), Module: H1, Help: "h"})
	testOpen = NewGauge(Column{Name: "t_open", CSV: 1004, Type: U32, Unit: Connections, On: On("MGPV", Sides), Help: "h"})
	testLoad = NewLevel(
		Column{Name: "t_cur", CSV: 1005, Type: U32, Unit: Sessions, On: On("MGPV", Rows), Help: "h"},
		Column{Name: "t_peak", CSV: 1006, Type: U32, Unit: Sessions, On: On("MMPV", Rows), Help: "h"})
	testTop  = NewMax(Column{Name: "t_top", CSV: 1007, Type: U32, Unit: Milliseconds, On: On("MMPV", Server), Help: "h"})
	testRate = NewRateMax(
		Column{Name: "t_rate", CSV: 1008, Type: U32, Unit: PerSecond, On: On("MRPP", Rows), Help: "h"},
		Column{Name: "t_rate_max", CSV: 1009, Type: U32, Unit: PerSecond, On: On("MMPV", Rows), Help: "h"})
	testMean = NewAverage(Column{Name: "t_mean", CSV: 1010, Type: U32, Unit: Milliseconds, On: On("MaPV", Server), Help: "h"},
		testSum, testHits)
	testDist = NewHistogram(Histogram{Name: "t_dist", On: Server, Traced: Server, Unit: Seconds, Help: "h"})
	testSize = NewHistogram(Histogram{Name: "t_size", On: Server, Unit: Bytes, Help: "h"})

	testTally = NewTally(Column{Name: "t_tally", CSV: 1011, On: On("MCPP", Server|Operation), Help: "h"}, []string{"code"},
		func(key uint32) []string { return []string{strconv.Itoa(int(key))} })

	testFloat = NewRate(Column{Name: "t_float", CSV: 0, Type: U32, Float: true, Unit: PerSecond, On: On("MRPV", Process), Help: "h"})
)

// A thing is an object that has only counters.
type thing struct{ set *Set }

func (t thing) MetricKind() Kind    { return t.set.Kind() }
func (t thing) MetricSet() *Set     { return t.set }
func (t thing) MetricIdent() *Ident { return &Ident{} }
