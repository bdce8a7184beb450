package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// Whether the addresses that tell a client are of this machine. Those of Unix connections are.
func init() {
	for _, e := range clientEnds {
		sample.RegisterFetch(sample.Fetch{
			Name: e.name + "_is_local", Out: sample.Bool, Needs: sample.Client4,
			Help: "True when the address " + e.help + " is one of this machine, or of a Unix connection; it costs system calls.",
			Get: onStream(func(s *Stream, _ sample.Args) (sample.Value, bool) {
				a := e.of(s)
				if !a.IsUnix() && !a.IsValid() {
					return sample.Value{}, false
				}
				return sample.BoolOf(a.IsUnix() || netio.IsLocal(a.Addr())), true
			}),
		})
	}
}
