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

// intSet matches numbers (int): its ranges are cut so that none meet, each with the first pattern that holds it.
type intSet struct {
	cuts []intCut
	all  []intCut // as the patterns have them, for when one is gone
}

type intCut struct {
	intRange
	p *Pattern
}

// newIntSet reads numbers, and ranges a:b with either side open; an operator eq, ge, gt, le or lt may stand before a number.
func newIntSet(list []*Pattern, _ patternOpts) (matcher, error) { return parseIntSet(list) }

func parseIntSet(list []*Pattern) (*intSet, error) {
	s := &intSet{}
	for _, p := range list {
		op, w, operated := strings.Cut(p.Text, " ")
		if !operated {
			op, w = "eq", p.Text
		}
		r, err := parseIntRange(w, op)
		if err != nil {
			return nil, err
		}
		if r.lo <= r.hi {
			s.all = append(s.all, intCut{r, p})
		}
	}
	s.cut()
	return s, nil
}

// joinOperators puts an operator that stands alone before each number that follows it.
func joinOperators(words []string) ([]string, error) {
	var out []string
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
		if op != "eq" {
			w = op + " " + w
		}
		out = append(out, w)
	}
	return out, nil
}

func parseIntRange(w, op string) (r intRange, err error) {
	from, to, ranged := strings.Cut(w, ":")
	if ranged && op == "eq" {
		return parseBounds(w, from, to)
	}
	n, err := parseNumber(w)
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

// parseNumber reads a number, or a version of the form major.minor: 65536 times the one plus the other.
func parseNumber(w string) (int64, error) {
	major, minor, versioned := strings.Cut(w, ".")
	n, err := strconv.ParseInt(major, 10, 64)
	if !versioned || err != nil {
		return n, err
	}
	m, err := strconv.ParseUint(minor, 10, 16)
	return n<<16 + int64(m), err
}

func parseBounds(w, from, to string) (intRange, error) {
	r := intRange{math.MinInt64, math.MaxInt64}
	for bound, t := range map[*int64]string{&r.lo: from, &r.hi: to} {
		if t == "" {
			continue
		}
		n, err := parseNumber(t)
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

// cut makes the ranges that do not meet.
func (s *intSet) cut() {
	var starts []int64
	for _, c := range s.all {
		starts = append(starts, c.lo)
		if c.hi < math.MaxInt64 {
			starts = append(starts, c.hi+1)
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	first := map[int64]*Pattern{} // by start
	for _, c := range s.all {
		i, _ := slices.BinarySearch(starts, c.lo)
		for ; i < len(starts) && starts[i] <= c.hi; i++ {
			if first[starts[i]] == nil {
				first[starts[i]] = c.p
			}
		}
	}
	for i, lo := range starts {
		hi := int64(math.MaxInt64)
		if i+1 < len(starts) {
			hi = starts[i+1] - 1
		}
		if p := first[lo]; p != nil {
			s.cuts = append(s.cuts, intCut{intRange{lo, hi}, p})
		}
	}
}

// lookup gives the first pattern that holds n.
func (s *intSet) lookup(n int64) *Pattern {
	i, found := slices.BinarySearchFunc(s.cuts, n, func(c intCut, n int64) int {
		switch {
		case c.hi < n:
			return -1
		case c.lo > n:
			return 1
		}
		return 0
	})
	switch {
	case !found:
		return nil
	case !s.cuts[i].p.gone.Load():
		return s.cuts[i].p
	}
	for _, c := range s.all {
		if c.lo <= n && n <= c.hi && !c.p.gone.Load() {
			return c.p
		}
	}
	return nil
}

func (s *intSet) find(_ *Ctx, v Value) *Pattern { return s.lookup(v.Int()) }

// lenSet matches texts by their length (len).
type lenSet struct{ *intSet }

func newLenSet(list []*Pattern, _ patternOpts) (matcher, error) {
	s, err := parseIntSet(list)
	return lenSet{s}, err
}

func (s lenSet) find(_ *Ctx, v Value) *Pattern { return s.lookup(int64(len(v.b))) }
