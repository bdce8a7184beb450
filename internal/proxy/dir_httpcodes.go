package proxy

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/conf"
)

// Which status codes stick tables count as errors of clients, and as failures of servers.
var (
	dirErrCodes = conf.List(conf.Spec{
		Name: "http-err-codes", In: conf.Global, Usage: "http-err-codes [+|-]<code>[-<code>][,...] ...",
		Help: "The status codes that http_err_cnt counts: 400 to 499 when absent. Codes behind + are added, behind - taken away, others take the place of all.",
	}, parseCodes)
	dirFailCodes = conf.List(conf.Spec{
		Name: "http-fail-codes", In: conf.Global, Usage: "http-fail-codes [+|-]<code>[-<code>][,...] ...",
		Help: "The status codes that http_fail_cnt counts: 500 to 599 without 501 and 505 when absent, written as for http-err-codes.",
	}, parseCodes)
)

const firstCode, lastCode = 100, 599

// statusCodes is a set of status codes.
type statusCodes [(lastCode - firstCode + 64) / 64]uint64

func (c *statusCodes) has(status int) bool {
	i := status - firstCode
	return i >= 0 && status <= lastCode && c[i/64]&(1<<(i%64)) != 0
}

// set puts the codes in, or takes them out.
func (c *statusCodes) set(from, to int, in bool) {
	for i := from - firstCode; i <= to-firstCode; i++ {
		c[i/64] &^= 1 << (i % 64)
		if in {
			c[i/64] |= 1 << (i % 64)
		}
	}
}

// A codeChange is one word of a list of codes.
type codeChange struct {
	sign   byte // '+', '-', or 0 for a new list
	ranges [][2]int
}

func parseCodes(a *conf.Args) (changes []codeChange, err error) {
	if a.Done() {
		return nil, fmt.Errorf("'%s' expects a list of status codes.", a.Name())
	}
	for !a.Done() {
		word := a.Next().Text
		c := codeChange{}
		list := word
		if list != "" && (list[0] == '+' || list[0] == '-') {
			c.sign, list = list[0], list[1:]
		}
		for r := range strings.SplitSeq(list, ",") {
			from, to, ok := parseCodeRange(r)
			if !ok {
				return nil, fmt.Errorf("'%s' : invalid range of status codes '%s' in '%s', expects numbers from %d to %d.", a.Name(), r, word, firstCode, lastCode)
			}
			c.ranges = append(c.ranges, [2]int{from, to})
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func parseCodeRange(s string) (from, to int, ok bool) {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	return from, to, err == nil && err2 == nil && from >= firstCode && to <= lastCode && from <= to
}

// codes applies the lines of the configuration to the usual set.
func codes(c statusCodes, lines []conf.Entry[[]codeChange]) statusCodes {
	for _, line := range lines {
		for _, change := range line.Value {
			if change.sign == 0 {
				c = statusCodes{}
			}
			for _, r := range change.ranges {
				c.set(r[0], r[1], change.sign != '-')
			}
		}
	}
	return c
}

// codes reads which codes are errors and failures.
func (c *compiler) codes() {
	var errors, failures statusCodes
	errors.set(400, 499, true)
	failures.set(500, 599, true)
	failures.set(501, 501, false)
	failures.set(505, 505, false)
	b := c.file.Global.Bag
	c.g.errCodes, c.g.failCodes = codes(errors, dirErrCodes.All(b)), codes(failures, dirFailCodes.All(b))
}
