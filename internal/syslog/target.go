package syslog

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"metergate/internal/conf"
)

// A Target is one `log` line: where lines go, which of them, and in which form.
type Target struct {
	Addr     conf.Addr
	Ring     string // the name of a ring, in place of an address
	Form     Form
	Facility Facility
	Max      Level // less grave lines are not sent
	Min      Level // graver lines are sent as this level
	Len      int   // of a whole line, its header and end included
	Sample   *Sampling
	Profile  string // the name of the section log-profile that may change its lines, "" for none
}

// TargetUsage is the usage of a `log` line behind its first word.
const TargetUsage = "<target> [len <length>] [format <format>] [sample <ranges>:<size>] [profile <name>] <facility> [<level> [<minlevel>]]"

const (
	defaultLen  = 1024
	defaultPort = 514
)

// ParseTarget reads the words of a `log` line.
func ParseTarget(a *conf.Args) (*Target, error) {
	if a.Len() < 2 {
		return nil, errors.New("'log' expects <address> and <facility> or global as arguments.")
	}
	t := &Target{Len: defaultLen, Max: Debug}
	where := a.NextAddr()
	err := t.options(a)
	if err == nil {
		err = t.levels(a)
	}
	if ring, ok := strings.CutPrefix(where, "ring@"); ok {
		t.Ring = ring
	} else if err == nil {
		t.Addr, err = parseDestination(where)
	}
	if err != nil {
		return nil, fmt.Errorf("'log' : %w.", err)
	}
	return t, nil
}

// options reads what stands between the destination and the facility, in the order that the reference wants.
func (t *Target) options(a *conf.Args) (err error) {
	if a.Accept("len") {
		word := a.Next().Text
		if t.Len, err = strconv.Atoi(word); err != nil || t.Len < 80 || t.Len > 65535 {
			return fmt.Errorf("invalid log length '%s', must be between 80 and 65535", word)
		}
	}
	if a.Accept("format") {
		word, ok := a.Next().Text, false
		if t.Form, ok = ParseForm(word); !ok {
			return fmt.Errorf("unknown log format '%s'", word)
		}
	}
	if a.Accept("sample") {
		if t.Sample, err = ParseSampling(a.Next().Text); err != nil {
			return err
		}
	}
	if a.Accept("profile") {
		if t.Profile = a.Next().Text; t.Profile == "" {
			return errors.New("expected the name of a log-profile section")
		}
	}
	return nil
}

func (t *Target) levels(a *conf.Args) error {
	word, ok := a.Next().Text, false
	if t.Facility, ok = ParseFacility(word); !ok {
		return fmt.Errorf("unknown log facility '%s'", word)
	}
	if a.Done() {
		return nil
	}
	word = a.Next().Text
	if t.Max, ok = ParseLevel(word); !ok {
		return fmt.Errorf("unknown optional log level '%s'", word)
	}
	if a.Done() {
		return nil
	}
	word = a.Next().Text
	if t.Min, ok = ParseLevel(word); !ok {
		return fmt.Errorf("unknown optional minimum log level '%s'", word)
	}
	return nil
}

// parseDestination reads the address of a target.
func parseDestination(text string) (conf.Addr, error) {
	switch {
	case text == "stdout":
		text = "fd@1"
	case text == "stderr":
		text = "fd@2"
	case strings.HasPrefix(text, "backend@"):
		return conf.Addr{}, fmt.Errorf("'%s' : backends in mode log are not supported by this version", text)
	}
	addr, err := conf.ParseAddr(text, conf.AddrLog)
	switch {
	case err != nil:
		return addr, err
	case addr.Family == conf.SockPair || addr.QUIC:
		return addr, fmt.Errorf("'%s' is no address to log to", text)
	case addr.Family == conf.Host:
		return resolve(addr)
	case addr.Family == conf.Inet && !addr.IP.IsValid():
		addr.IP = netip.IPv4Unspecified()
	}
	if addr.Port == 0 {
		addr.Port = defaultPort
	}
	return addr, nil
}

// resolve finds the address of a host, once: a daemon that moves is found again by a reload.
func resolve(addr conf.Addr) (conf.Addr, error) {
	ips, err := net.LookupHost(addr.Name)
	if err != nil || len(ips) == 0 {
		return addr, fmt.Errorf("could not resolve address '%s'", addr.Name)
	}
	addr.Family, addr.IP = conf.Inet, netip.MustParseAddr(ips[0])
	if addr.Port == 0 {
		addr.Port = defaultPort
	}
	return addr, nil
}
