package syslog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

// A Sampling passes some lines out of each so many: `sample 2-3,5:10` passes the second, third and fifth of ten. All
// who speak to a target share its count.
type Sampling struct {
	passes []bool // by the number of the line in its round
	next   atomic.Uint64
}

// pass reports whether the next line is one to be sent.
func (s *Sampling) pass() bool {
	return s == nil || s.passes[(s.next.Add(1)-1)%uint64(len(s.passes))]
}

// maxSample bounds the rounds.
const maxSample = 1 << 20

// ParseSampling reads "<ranges>:<size>".
func ParseSampling(text string) (*Sampling, error) {
	ranges, size, ok := strings.Cut(text, ":")
	if !ok {
		return nil, fmt.Errorf("missing sample size")
	}
	n, err := strconv.Atoi(size)
	if err != nil || n < 1 || n > maxSample {
		return nil, fmt.Errorf("wrong sample size '%s' for sample range '%s'", size, ranges)
	}
	s := &Sampling{passes: make([]bool, n)}
	for r := range strings.SplitSeq(ranges, ",") {
		low, high, err := parseRange(r)
		switch {
		case err != nil:
			return nil, err
		case high > n:
			return nil, fmt.Errorf("sample size %d should be greater or equal to %d, the end of the range '%s'", n, high, r)
		case slices.Contains(s.passes[low-1:high], true):
			return nil, fmt.Errorf("sample ranges overlap at '%s'", r)
		}
		for i := low; i <= high; i++ {
			s.passes[i-1] = true
		}
	}
	return s, nil
}

// parseRange reads "3" or "2-5", counted from 1.
func parseRange(text string) (low, high int, err error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	low, err = strconv.Atoi(from)
	if err == nil {
		high, err = strconv.Atoi(to)
	}
	if err != nil || low < 1 || high < low {
		return 0, 0, fmt.Errorf("wrong sample range '%s'", text)
	}
	return low, high, nil
}
