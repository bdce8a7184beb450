package top

import "slices"

var sparks = []rune("▁▂▃▄▅▆▇█")

// sparkline draws the last values, the largest of them as high as it gets; nothing is a blank.
func sparkline(values []float64, width int) string {
	values = values[max(len(values)-width, 0):]
	if len(values) == 0 {
		return ""
	}
	top := slices.Max(values)
	line := make([]rune, len(values))
	for i, v := range values {
		line[i] = ' '
		if v > 0 && top > 0 {
			line[i] = sparks[min(int(v/top*float64(len(sparks))), len(sparks)-1)]
		}
	}
	return string(line)
}
