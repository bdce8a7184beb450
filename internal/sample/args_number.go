package sample

import (
	"fmt"
	"net/netip"
	"strconv"
)

// parseInt reads a decimal integer; one that does not fit is saturated, as in the reference.
func parseInt(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return n, nil
	}
	return n, err
}

func parseIP(s string, six bool) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err == nil && (a.Is4() == six || a.Zone() != "") {
		return a, fmt.Errorf("%s is of the other family", s)
	}
	return a, err
}

// parseMask reads a mask of width bits: a number of leading ones, or an address whose bits are the mask, in any pattern.
func parseMask(s string, width int) (netip.Addr, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return parseIP(s, width == 128)
	}
	if n < 0 || n > width {
		return netip.Addr{}, fmt.Errorf("%d is not between 0 and %d", n, width)
	}
	ones := netip.AddrFrom16([16]byte{0: 0xff, 1: 0xff, 2: 0xff, 3: 0xff, 4: 0xff, 5: 0xff, 6: 0xff, 7: 0xff,
		8: 0xff, 9: 0xff, 10: 0xff, 11: 0xff, 12: 0xff, 13: 0xff, 14: 0xff, 15: 0xff})
	if width == 32 {
		ones = netip.AddrFrom4([4]byte{0xff, 0xff, 0xff, 0xff})
	}
	p, err := ones.Prefix(n)
	return p.Addr(), err
}
