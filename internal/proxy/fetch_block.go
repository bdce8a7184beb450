package proxy

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/sample"
)

// A blockOffset is where the block of a fetch payload_lv begins, when that is not behind its length.
type blockOffset struct {
	n        int64
	relative bool
}

// of returns the offset of the block whose length ends at an offset.
func (o blockOffset) of(end int64) int64 {
	if o.relative {
		return end + o.n
	}
	return o.n
}

// checkBlock checks the arguments of payload_lv.
func checkBlock(a sample.Args) error {
	if n := a.Int(1); n < 1 || n > 8 {
		return fmt.Errorf("the length of the number must be from 1 to 8, not %d", n)
	}
	if !a.Has(2) {
		return nil
	}
	n, err := strconv.ParseInt(a.Str(2), 10, 32)
	if err != nil {
		return fmt.Errorf("'%s' is no offset", a.Str(2))
	}
	a[2].Ref = blockOffset{n, strings.ContainsAny(a.Str(2), "+-")}
	return nil
}
