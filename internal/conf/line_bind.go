package conf

import (
	"errors"
	"fmt"
	"strings"
)

// A BindLine is what a bind or stats socket line declares.
type BindDecl struct {
	Text    string // the addresses as written
	Addrs   []Addr
	Options *Bag
}

// ParseBind reads `bind <address>[,...] [options]`. It is a parse function for
// whoever declares the directive.
func ParseBind(a *Args) (BindDecl, error) {
	var b BindDecl
	text, err := a.Text("[addr1]:port1[,[addr2]:port2]... as arguments")
	if err != nil {
		return b, fmt.Errorf("'%s' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.", a.name)
	}
	b.Text = text
	for part := range strings.SplitSeq(text, ",") {
		addr, err := ParseAddr(part, AddrListen)
		if err != nil {
			return b, fmt.Errorf("'%s' : %w", a.name, err)
		}
		b.Addrs = append(b.Addrs, addr)
	}
	b.Options, err = a.Options(BindLine, nil)
	return b, bindFault(a, text, err)
}

// bindFault words an error in the options of a bind line.
func bindFault(a *Args, address string, err error) error {
	var oe *OptionError
	if !errors.As(err, &oe) {
		return err
	}
	blank := " "
	if oe.Unknown {
		blank = ""
	}
	section := a.section.Kind
	if a.section.Name != "" {
		section = a.section.Name
	}
	if a.section.scope&Global != 0 {
		return fmt.Errorf("'%s %s'%s: %s", a.name, address, blank, oe.Text)
	}
	_ = section
	return fmt.Errorf("'%s %s' in section '%s'%s: %s", a.name, address, a.section.Kind, blank, oe.Text)
}
