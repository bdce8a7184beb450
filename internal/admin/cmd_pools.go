package admin

import (
	"cmp"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
)

// A memoryClass is one part of the memory of the process.
type memoryClass struct {
	name  string
	bytes uint64
}

// runShowPools shows the memory of the process: the parts that Go's runtime tells apart, and the buffers of the loops,
// which are not on its heap.
func runShowPools(r *Request) error {
	list := memoryClasses()
	buffers := uint64(0)
	for i := range r.Gateway().Loops.N() {
		buffers += uint64(max(r.Gateway().Loops.Loop(i).Stats().BufBytes, 0))
	}
	list = append(list, memoryClass{"netio/buffers", buffers})
	list, err := arrangePools(list, r.Args)
	if err != nil {
		return err
	}
	r.Printf("Dumping pools usage.\n")
	total := uint64(0)
	for _, c := range list {
		total += c.bytes
		if err := r.Printf("  - Pool %s : %d bytes\n", c.name, c.bytes); err != nil {
			return err
		}
	}
	return r.Printf("Total: %d pools, %d bytes.\n", len(list), total)
}

// memoryClasses asks the runtime for the parts of its memory.
func memoryClasses() (list []memoryClass) {
	const prefix, suffix = "/memory/classes/", ":bytes"
	var samples []metrics.Sample
	for _, d := range metrics.All() {
		if strings.HasPrefix(d.Name, prefix) && d.Name != prefix+"total"+suffix {
			samples = append(samples, metrics.Sample{Name: d.Name})
		}
	}
	metrics.Read(samples)
	for _, s := range samples {
		name := strings.TrimSuffix(strings.TrimPrefix(s.Name, prefix), suffix)
		list = append(list, memoryClass{name, s.Value.Uint64()})
	}
	return list
}

// arrangePools orders and cuts the list as the words ask: byname, bysize, byusage, match <prefix>, a number of lines.
func arrangePools(list []memoryClass, words []string) ([]memoryClass, error) {
	for i := 0; i < len(words); i++ {
		switch word := words[i]; word {
		case "byname":
			slices.SortFunc(list, func(a, b memoryClass) int { return cmp.Compare(a.name, b.name) })
		case "bysize", "byusage":
			slices.SortFunc(list, func(a, b memoryClass) int { return cmp.Compare(b.bytes, a.bytes) })
		case "match":
			i++
			wanted := first(words[i:])
			list = slices.DeleteFunc(list, func(c memoryClass) bool { return !strings.HasPrefix(c.name, wanted) })
		default:
			n, err := strconv.Atoi(word)
			if err != nil || n < 0 {
				return nil, message("Expects either 'byname', 'bysize', 'byusage', 'match <pfx>', or a max number of output lines.")
			}
			list = list[:min(n, len(list))]
		}
	}
	return list, nil
}
