package sample

import (
	"fmt"
	"strconv"
)

// The masks of has_ctl that have names: bit n is the byte n, bit 32 is DEL.
const (
	anyControl  = 1<<33 - 1
	httpControl = 1<<0 | 1<<'\n' | 1<<'\r'
)

func init() {
	RegisterConverter(Converter{
		Name: "has_ctl", Args: []Arg{{Name: "mask", Optional: true}}, In: Bin, Out: Bool,
		Help: "True when there is a control character of the mask: bit n for the byte n, bit 32 for DEL; any for all, http for NUL, CR " +
			"and LF. Without one, all but the tab.",
		Check: checkControlMask,
		Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
			mask := uint64(a[0].Int)
			for _, c := range v.b {
				if c < 0x20 && mask&(1<<c) != 0 || c == 0x7f && mask&(1<<32) != 0 {
					return BoolOf(true), true
				}
			}
			return BoolOf(false), true
		},
	})
}

func checkControlMask(a Args, _ *Env) error {
	switch word := a.Str(0); {
	case !a.Has(0):
		a[0].Int = anyControl &^ (1 << '\t')
	case word == "any":
		a[0].Int = anyControl
	case word == "http":
		a[0].Int = httpControl
	default:
		n, err := strconv.ParseUint(word, 0, 64)
		if err != nil {
			return fmt.Errorf("cannot parse value '%s'; expecting an integer value (decimal or hex with '0x' prefix)", word)
		}
		if n > anyControl {
			return fmt.Errorf("the mask '%s' has more than 33 bits", word)
		}
		a[0].Int = int64(n)
	}
	return nil
}
