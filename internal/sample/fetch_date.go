package sample

import "time"

func init() {
	RegisterFetch(
		Fetch{
			Name: "date", Out: Int, Needs: Constant,
			Args: []Arg{{Name: "offset", Kind: ArgInt, Optional: true}, {Name: "unit", Optional: true, Default: "s"}},
			Help: "The current time since 1970 plus the offset, in seconds, or with unit ms or us in milliseconds or microseconds.",
			Check: func(a Args, _ *Env) (err error) {
				a[1].Int, err = UnitTicks(a.Str(1))
				return err
			},
			Get: func(cx *Ctx, a Args) (Value, bool) {
				return IntOf(addSaturated(cx.Now/(int64(time.Second)/a.Int(1)), a.Int(0))), true
			},
		},
		Fetch{
			Name: "date_us", Out: Int, Needs: Constant,
			Help: "Microseconds of the current second.",
			Get: func(cx *Ctx, _ Args) (Value, bool) {
				return IntOf(cx.Now % int64(time.Second) / int64(time.Microsecond)), true
			},
		},
	)
}
