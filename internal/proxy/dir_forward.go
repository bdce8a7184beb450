package proxy

import (
	"fmt"
	"net/netip"
	"strings"

	"metergate/internal/conf"
)

var optForwardFor = conf.Scalar(conf.Spec{
	Name: "option forwardfor", In: conf.Proxies, No: true,
	Usage: "option forwardfor [except <network>] [header <name>] [if-none]",
	Help:  "Tells the server who asked, in a header (x-forwarded-for) added to each request.",
}, parseForwardFor)

var optOriginalTo = conf.Scalar(conf.Spec{
	Name: "option originalto", In: conf.Proxies, No: true,
	Usage: "option originalto [except <network>] [header <name>]",
	Help:  "Tells the server which of our addresses was asked, in a header (x-original-to) added to each request.",
}, parseOriginalTo)

func parseForwardFor(a *conf.Args) (*ForwardFor, error) {
	return parseForward(a, "x-forwarded-for", true)
}

func parseOriginalTo(a *conf.Args) (*ForwardFor, error) {
	return parseForward(a, "x-original-to", false)
}

func parseForward(a *conf.Args, header string, ifNone bool) (*ForwardFor, error) {
	f := &ForwardFor{Header: header}
	for !a.Done() {
		switch word := a.Next().Text; {
		case word == "except":
			text, err := a.Text("<address>[/mask] as argument of 'except'")
			if err != nil {
				return nil, err
			}
			network, err := parseNetwork(text)
			if err != nil {
				return nil, err
			}
			f.Except = append(f.Except, network)
		case word == "header":
			name, err := a.Text("<header_name> as argument of 'header'")
			if err != nil {
				return nil, err
			}
			f.Header = strings.ToLower(name)
		case word == "if-none" && ifNone:
			f.IfNone = true
		default:
			return nil, fmt.Errorf("'%s' knows except, header%s, not '%s'.", a.Name(), map[bool]string{true: " and if-none"}[ifNone], word)
		}
	}
	return f, nil
}

// parseNetwork reads an address with an optional mask, as a number of bits or in dots.
func parseNetwork(text string) (netip.Prefix, error) {
	host, mask, masked := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("'%s' is not a network: an address, or an address and a mask, is expected.", text)
	}
	if !masked {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	if dots, err := netip.ParseAddr(mask); err == nil && dots.Is4() && addr.Is4() {
		return prefixOfMask(addr, dots, text)
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("'%s' is not a network: its mask is not valid.", text)
	}
	return p.Masked(), nil
}

func prefixOfMask(addr, mask netip.Addr, text string) (netip.Prefix, error) {
	bits, ended := 0, false
	for _, b := range mask.As4() {
		for m := byte(0x80); m != 0; m >>= 1 {
			switch {
			case b&m == 0:
				ended = true
			case ended:
				return netip.Prefix{}, fmt.Errorf("'%s' is not a network: its mask has holes.", text)
			default:
				bits++
			}
		}
	}
	return netip.PrefixFrom(addr, bits).Masked(), nil
}
