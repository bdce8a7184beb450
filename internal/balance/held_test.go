package balance_test

import (
	"strconv"
	"strings"
	"testing"

	"metergate/internal/balance"
)

func TestLoadCountsAsInHAProxy(t *testing.T) {
	for _, f := range facts(t, "testdata/held.txt", 3) {
		t.Run(f[0]+" "+f[1], func(t *testing.T) {
			p := strings.Split(f[0], ";")
			m := method(t, p[0], p[1])
			h := m.Hash
			h.Factor, _ = strconv.Atoi(p[2])
			maxconn, _ := strconv.Atoi(p[3])
			weights := numbers(f[1])
			load := &loaded{load: make([]int, len(weights)), max: maxconn}
			m = m.WithHash(h)
			table, picker := m.NewTable(candidates(weights...), false), m.NewPicker(load, 0)
			for i, want := range numbers(f[2]) {
				got := picker.Pick(table, request(&parts{header: "alice"}))
				if got+1 != want {
					t.Fatalf("request %d went to %d, want %d", i+1, got+1, want)
				}
				if got != balance.None {
					load.load[got]++
				}
			}
		})
	}
}

// loaded servers keep what they get.
type loaded struct {
	load []int
	max  int
}

func (l *loaded) Load(i int) int  { return l.load[i] }
func (l *loaded) Full(i int) bool { return l.max > 0 && l.load[i] >= l.max }
