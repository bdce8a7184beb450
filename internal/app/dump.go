package app

import (
	"fmt"
	"strconv"
)

// dump answers -dC: the configuration as it was read. With a key, names and addresses are replaced by words made of
// it.
func (p *program) dump() int {
	key := uint64(0)
	if *p.o.Dump != "" {
		var err error
		if key, err = strconv.ParseUint(*p.o.Dump, 0, 32); err != nil {
			return p.fail(fmt.Errorf("the key of -dC is a number of up to 32 bits, not '%s'", *p.o.Dump))
		}
	}
	if err := p.file.Dump(p.stdout, uint32(key)); err != nil {
		return p.fail(fmt.Errorf("cannot print the configuration: %w", err))
	}
	return 0
}
