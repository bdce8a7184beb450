package sample

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// intRange is the numbers from lo to hi, both included.
type intRange struct{ lo, hi int64 }

// intSet matches numbers (int). Its ranges are sorted and do not touch.
type intSet []intRange

// newIntSet reads numbers, ranges a:b with either side open, and the operators eq, ge, gt, le and lt, which hold for
// the numbers that follow.
func newIntSet(words []string, o patternOpts) (matcher, error) {
	return parseIntSet(words)
}

func parseIntSet(words []string) (intSet, error) {
	var s intSet
	op := "eq"
	for i, w := range words {
		switch w {
		case "eq", "ge", "gt", "le", "lt":
			if i == len(words)-1 {
				return nil, fmt.Errorf("the operator '%s' expects a number", w)
			}
			op = w
			continue
		}
		r, err := parseIntRange(w, op)
		if err != nil {
			return nil, err
		}
		if r.lo <= r.hi {
			s = append(s, r)
		}
	}
	return s.normal(), nil
}

func parseIntRange(w, op string) (r intRange, err error) {
	from, to, ranged := strings.Cut(w, ":")
	if ranged && op == "eq" {
		return parseBounds(w, from, to)
	}
	n, err := strconv.ParseInt(w, 10, 64)
	if err != nil {
		return r, fmt.Errorf("'%s' is not a number", w)
	}
	switch {
	case op == "ge":
		return intRange{n, math.MaxInt64}, nil
	case op == "le":
		return intRange{math.MinInt64, n}, nil
	case op == "gt" && n < math.MaxInt64:
		return intRange{n + 1, math.MaxInt64}, nil
	case op == "lt" && n > math.MinInt64:
		return intRange{math.MinInt64, n - 1}, nil
	case op == "eq":
		return intRange{n, n}, nil
	}
	return intRange{1, 0}, nil // nothing is beyond the ends
}

func parseBounds(w, from, to string) (intRange, error) {
	r := intRange{math.MinInt64, math.MaxInt64}
	for bound, t := range map[*int64]string{&r.lo: from, &r.hi: to} {
		if t == "" {
			continue
		}
		n, err := strconv.ParseInt(t, 10, 64)
		if err != nil {
			return r, fmt.Errorf("'%s' is not a number", w)
		}
		*bound = n
	}
	if r.lo > r.hi || from == "" && to == "" {
		return r, fmt.Errorf("'%s' is not a valid number range", w)
	}
	return r, nil
}

// normal sorts the ranges and joins those that meet.
func (s intSet) normal() intSet {
	slices.SortFunc(s, func(a, b intRange) int {
		if a.lo < b.lo {
			return -1
		}
		return 1
	})
	out := s[:0]
	for _, r := range s {
		if n := len(out); n > 0 && (r.lo <= out[n-1].hi || r.lo-1 == out[n-1].hi) {
			out[n-1].hi = max(out[n-1].hi, r.hi)
			continue
		}
		out = append(out, r)
	}
	return out
}

func (s intSet) has(n int64) bool {
	i, found := slices.BinarySearchFunc(s, n, func(r intRange, n int64) int {
		switch {
		case r.hi < n:
			return -1
		case r.lo > n:
			return 1
		}
		return 0
	})
	return found && i < len(s)
}

func (s intSet) match(cx *Ctx, v Value) bool { return s.has(v.Int()) }

// lenSet matches texts by their length (len).
type lenSet struct{ intSet }

func newLenSet(words []string, o patternOpts) (matcher, error) {
	s, err := parseIntSet(words)
	return lenSet{s}, err
}

func (s lenSet) match(cx *Ctx, v Value) bool { return s.has(int64(len(v.b))) }
