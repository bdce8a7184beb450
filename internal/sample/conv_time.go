package sample

import (
	"fmt"
	"strconv"
	"time"
)

// timeUnits are the units of the time converters by the prefix of their names, in ticks a second.
var timeUnits = []struct {
	prefix, name string
	ticks        int64
}{
	{"", "seconds", 1},
	{"ms_", "milliseconds", 1e3},
	{"us_", "microseconds", 1e6},
}

func init() {
	args := []Arg{{Name: "format"}, {Name: "offset", Kind: ArgInt, Optional: true}}
	for _, u := range timeUnits {
		RegisterConverter(
			dateConverter(u.prefix+"ltime", "local time", u.name, u.ticks, args, func() *time.Location { return time.Local }),
			dateConverter(u.prefix+"utime", "UTC", u.name, u.ticks, args, func() *time.Location { return gmt }),
		)
	}
	RegisterConverter(Converter{
		Name: "http_date", In: Int, Out: Str,
		Args:  []Arg{{Name: "offset", Kind: ArgInt, Optional: true}, {Name: "unit", Optional: true, Default: "s"}},
		Help:  "A date as HTTP writes it (RFC 9110 section 5.6.7); the unit s, ms or us is that of the number and the offset.",
		Check: func(a Args, _ *Env) (err error) { a[1].Int, err = UnitTicks(a.Str(1)); return err },
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			t := timeAt(addSaturated(v.Int(), a.Int(0)), a.Int(1)).In(gmt)
			b := t.AppendFormat(cx.Temp(40), "Mon, 02 Jan 2006 15:04:05")
			if d := digits(a.Int(1)); d > 0 {
				b = appendFraction(append(b, '.'), t.Nanosecond(), d)
			}
			return cx.Str(append(b, " GMT"...))
		},
	})
}

// gmt is UTC under the name that the C library gives it.
var gmt = time.FixedZone("GMT", 0)

func dateConverter(name, zone, unit string, ticks int64, args []Arg, loc func() *time.Location) Converter {
	fine := ""
	if ticks > 1 {
		fine = ", with %N for the fraction (%3N: three digits)"
	}
	return Converter{
		Name: name, Args: args, In: Int, Out: Str,
		Help:  "Writes " + unit + " since 1970 as a date in " + zone + ", in the format of strftime" + fine + ".",
		Check: func(a Args, _ *Env) error { return checkStrftime(a.Str(0)) },
		Apply: func(cx *Ctx, v Value, a Args) (Value, bool) {
			t := timeAt(addSaturated(v.Int(), a.Int(1)), ticks).In(loc())
			return cx.Str(appendStrftime(cx.Temp(64), t, a.Str(0), ticks > 1))
		},
	}
}

// timeAt returns the time n ticks after 1970.
func timeAt(n, ticks int64) time.Time {
	sec, rest := n/ticks, n%ticks
	return time.Unix(sec, rest*(1e9/ticks))
}

// UnitTicks returns how many of the unit (s, ms or us) make a second.
func UnitTicks(unit string) (int64, error) {
	for _, u := range timeUnits {
		if u.prefix == unit+"_" || u.prefix == "" && unit == "s" {
			return u.ticks, nil
		}
	}
	return 0, fmt.Errorf("expects 's', 'ms' or 'us', got '%s'", unit)
}

// digits returns how many decimal digits a fraction of that many ticks a second has.
func digits(ticks int64) int { return len(strconv.FormatInt(ticks, 10)) - 1 }

func appendFraction(b []byte, nanos, digits int) []byte {
	for scale := int(1e8); digits > 0; digits-- {
		b = append(b, '0'+byte(nanos/scale%10))
		scale = max(scale/10, 1)
	}
	return b
}
