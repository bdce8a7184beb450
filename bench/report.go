package main

import (
	"fmt"
	"io"
	"slices"
)

// series are the samples of one proxy in one scenario, one per round; nil where it failed.
type series []figures

// median of one figure over the rounds.
func (s series) median(i int) float64 {
	return middle(s.column(i))
}

func (s series) column(i int) (v []float64) {
	for _, f := range s {
		if f != nil {
			v = append(v, f[i])
		}
	}
	return v
}

func middle(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// ratios to the base, each made of two samples of the same round.
func (s series) ratios(base series) (v []float64) {
	for round, f := range s {
		if f != nil && round < len(base) && base[round] != nil && base[round][0] > 0 {
			v = append(v, f[0]/base[round][0])
		}
	}
	return v
}

// report writes a scenario as a markdown table.
func report(w io.Writer, sc scenario, proxies []proxy, base string, results map[string]series) {
	fmt.Fprintf(w, "\n### %s (%s)\n\n| proxy | %s | ratio to %s (min-max) |", sc.title, sc.name, sc.unit, base)
	for _, m := range sc.more {
		fmt.Fprintf(w, " %s |", m)
	}
	fmt.Fprint(w, "\n|---|---|---|")
	for range sc.more {
		fmt.Fprint(w, "---|")
	}
	fmt.Fprintln(w)
	for _, p := range proxies {
		s := results[p.name]
		if len(s.column(0)) == 0 {
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s |", p.name, number(s.median(0)), ratioText(s.ratios(results[base])))
		for i := range sc.more {
			fmt.Fprintf(w, " %s |", number(s.median(i+1)))
		}
		fmt.Fprintln(w)
	}
}

func ratioText(v []float64) string {
	if len(v) == 0 {
		return "-"
	}
	return fmt.Sprintf("**%.2f** (%.2f-%.2f)", middle(v), slices.Min(v), slices.Max(v))
}

// number keeps three or so significant digits.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
