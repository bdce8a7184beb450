package top

import (
	"slices"
	"strings"
)

var sparks = []rune("▁▂▃▄▅▆▇█")

// sparkline draws the last values, the newest at the right end, the largest as high as it gets; nothing is a blank.
func sparkline(values []float64, width int) string {
	values = values[max(len(values)-width, 0):]
	if len(values) == 0 {
		return ""
	}
	top := slices.Max(values)
	line := []rune(strings.Repeat(" ", width))
	for i, v := range values {
		if v > 0 && top > 0 {
			line[width-len(values)+i] = sparks[min(int(v/top*float64(len(sparks))), len(sparks)-1)]
		}
	}
	return string(line)
}
