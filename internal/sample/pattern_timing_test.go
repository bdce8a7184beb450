package sample

import (
	"fmt"
	"net/netip"
	"testing"
)

// million makes a list of a million patterns.
func million(f func(i int) string) []string {
	list := make([]string, 1_000_000)
	for i := range list {
		list[i] = f(i)
	}
	return list
}

// BenchmarkMillion measures one match against a million patterns; building them is outside of the measured time.
func BenchmarkMillion(b *testing.B) {
	name := func(i int) string { return fmt.Sprintf("/path/%d/of/many", i*7) }
	addr := func(i int) string {
		return netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i), 0}).String() + "/24"
	}
	for _, bc := range []struct {
		method string
		list   []string
		hit    Value
	}{
		{"str", million(name), StringOf(name(77777))},
		{"beg", million(name), StringOf(name(77777) + "/x")},
		{"end", million(name), StringOf("x" + name(77777))},
		{"ip", million(addr), AddrOf(netip.MustParseAddr("3.4.5.6"))},
	} {
		b.Run(bc.method, func(b *testing.B) {
			set, err := methods[bc.method].build(patternsOf(bc.list), patternOpts{})
			if err != nil {
				b.Fatal(err)
			}
			cx := &Ctx{}
			b.ReportAllocs()
			for b.Loop() {
				if set.find(cx, bc.hit) == nil {
					b.Fatal("no match")
				}
			}
		})
	}
}
