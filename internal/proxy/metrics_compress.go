package proxy

import (
	"metergate/internal/compress"
	"metergate/internal/metric"
)

// What was compressed of responses; requests are not in these columns, as in the reference.
var (
	compIn  = compressed(51, "comp_in", metric.Bytes, "http_comp_bytes_in_total", "Bytes given to the compressor.")
	compOut = compressed(52, "comp_out", metric.Bytes, "http_comp_bytes_out_total", "Bytes that the compressor made.")
	compByp = compressed(53, "comp_byp", metric.Bytes, "http_comp_bytes_bypassed_total",
		"Bytes of responses that went through the compressor as they were, by the algorithm identity.")
	compRsp = compressed(54, "comp_rsp", metric.Responses, "http_comp_responses_total", "Responses compressed.")
)

func compressed(pos int, name string, u metric.Unit, series, help string) *metric.Counter {
	return metric.NewCounter(metric.Column{
		Name: name, CSV: pos, Type: metric.U64, Unit: u, On: metric.On(counted, perSide), Prom: metric.ExportedHTTP(series), Help: help,
	})
}

// What was compressed in the last second, of requests and responses. The exporter calls these counters though they are
// not.
var (
	gwCompIn = metric.NewRate(typed(withFraction(processColumn(42, "CompressBpsIn", "MRPV", metric.Bytes, "http_comp_bytes_in_total",
		"Bytes given to the compressor in the last second.")), metric.AsCounter))
	gwCompOut = metric.NewRate(typed(withFraction(processColumn(43, "CompressBpsOut", "MRPV", metric.Bytes, "http_comp_bytes_out_total",
		"Bytes that the compressor made in the last second.")), metric.AsCounter))
)

var _ = infoNumber(44, "CompressBpsRateLim", "CLPV", metric.Bytes, "limit_http_comp",
	"Limit of bytes given to the compressor per second, 0 for none.",
	func(i *Info) int { return int(i.Global.Rates.Comp.Load()) })

// countPacked counts bytes in a rate of the process.
func (l *lane) countPacked(r *metric.Rate, n int) {
	r.Add(l.gateway.Process.Set, l.shard, uint64(n), l.loop.Now()/1e6)
}

// meterPacking counts what was compressed of the response.
func (s *Stream) meterPacking() {
	if !s.packing.packs {
		return
	}
	s.meterPackingOn(s.front.Set)
	if s.back != nil {
		s.meterPackingOn(s.back.Set)
	}
}

func (s *Stream) meterPackingOn(set *metric.Set) {
	shard := s.lane.shard
	compRsp.Inc(set, shard)
	if s.packing.choice == compress.Identity {
		compByp.Add(set, shard, uint64(s.packDown.in))
		return
	}
	compIn.Add(set, shard, uint64(s.packDown.in))
	compOut.Add(set, shard, uint64(s.packDown.out))
}
