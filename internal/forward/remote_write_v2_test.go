package forward

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// plainV2 returns the series of a request of version 2.0, with their texts in the place of numbers.
func plainV2(t *testing.T, body []byte) (all []string) {
	t.Helper()
	var symbols []string
	text := func(n uint64) string {
		if n >= uint64(len(symbols)) {
			t.Fatalf("symbol %d of %d", n, len(symbols))
		}
		return symbols[n]
	}
	for field, value := range fields(body) {
		if field == v2Symbol {
			symbols = append(symbols, string(value))
			continue
		}
		line := ""
		for field, value := range fields(value) {
			switch field {
			case v2Labels:
				for len(value) > 0 {
					n, used := binary.Uvarint(value)
					line, value = line+text(n)+" ", value[used:]
				}
			case v2Metadata:
				help, _ := valueOf(value, v2MetadataHelp)
				n, _ := binary.Uvarint(help)
				line += text(n)
			default:
				line += fmt.Sprintf("%d:%x ", field, value)
			}
		}
		all = append(all, line)
	}
	return all
}

// TestRequestsRememberSeries makes requests of ever other series by one writer: each says what a writer makes that remembers
// nothing, and what is remembered does not grow without end.
func TestRequestsRememberSeries(t *testing.T) {
	f, p := open(t, aim(t, "prometheus-remote-write", "http://h/", "histograms", "native")).(*remoteWrite), newPicture()
	var parts []part
	for range 3 {
		p.count(5)
		for _, item := range itemsOf(f, p.tick()) {
			parts = append(parts, part{item: item})
		}
	}
	var w writerV2
	for _, some := range [][]part{parts, parts[:7], parts[5:40], parts, parts[len(parts)-3:]} {
		var fresh writerV2
		got, want := plainV2(t, w.request(some)), plainV2(t, fresh.request(some))
		if !slices.Equal(got, want) || len(got) != len(some) {
			t.Fatalf("%d series of %d\n%q\nwant\n%q", len(got), len(some), got, want)
		}
	}
	for n := range 10 * keptHeads {
		series := written{labels: f.labels(p.tick(), fmt.Sprint("m", n), nil)}
		w.request([]part{{item: slices.Clone(f.number(&series, series.labels, 1, 1))}})
	}
	if len(w.heads) > keptHeads+2 || len(w.numbers) > 3*keptHeads {
		t.Errorf("%d series and %d texts are kept", len(w.heads), len(w.numbers))
	}
}
