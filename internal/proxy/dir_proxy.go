package proxy

import (
	"fmt"
	"math"

	"metergate/internal/conf"
)

// What a section says about itself.
var (
	dirMode = conf.Scalar(conf.Spec{
		Name: "mode", In: conf.Proxies, Usage: "mode { tcp | http }",
		Help: "The protocol of the proxy: http, or tcp for anything else, which is the usual one.",
	}, parseMode)
	dirID = conf.Scalar(conf.Spec{
		Name: "id", In: conf.Listen, Usage: "id <number>",
		Help: "Fixes the number of the proxy (column iid), which is otherwise counted in the order of the file.",
	}, conf.Int(1, math.MaxInt32))
	dirDescription = conf.Scalar(conf.Spec{
		Name: "description", In: conf.Listen | conf.Ring, Usage: "description <text>",
		Help: "A text about the proxy, shown on the stats page and by desc-labels of the exporter.",
	}, describing)
	dirDisabled = conf.Flag(conf.Spec{
		Name: "disabled", In: conf.Proxies, Usage: "disabled",
		Help: "The section is read and checked, and then left out.",
	})
	dirEnabled = conf.Flag(conf.Spec{
		Name: "enabled", In: conf.Proxies, Usage: "enabled",
		Help: "Takes back `disabled` of a defaults section.",
	})
)

func parseMode(a *conf.Args) (Mode, error) {
	word, err := a.Text("either 'tcp' or 'http'")
	switch {
	case err != nil:
		return 0, err
	case word == "http":
		return ModeHTTP, nil
	case word == "tcp":
		return ModeTCP, nil
	case word == "log", word == "spop":
		return 0, fmt.Errorf("'mode %s' is not supported by this version, which speaks tcp and http.", word)
	}
	return 0, fmt.Errorf("unknown proxy mode '%s'.", word)
}

// disabled reports whether a section is to be left out.
func disabled(b *conf.Bag) bool { return outvotes(b, dirDisabled, dirEnabled) }

// outvotes reports whether a switch is on that its opposite does not take back: of the two the later one holds, and one
// that b was given itself goes before one that it inherits.
func outvotes(b *conf.Bag, key, opposite *conf.Key[bool]) bool {
	return key.Or(b, false) && (!opposite.Or(b, false) || conf.Later(b, key, opposite))
}

// How much a proxy takes at once.
var (
	dirMaxconn = conf.Scalar(conf.Spec{
		Name: "maxconn", In: conf.Defaults | conf.Frontend | conf.LogForward, Usage: "maxconn <conns>",
		Help: "The connections the frontend serves at once; more wait in the kernel's backlog. 0 stands for the limit of the process.",
	}, conf.Int(0, math.MaxInt32))
	dirFullconn = conf.Scalar(conf.Spec{
		Name: "fullconn", In: conf.Defaults | conf.Backend, Usage: "fullconn <conns>",
		Help: "The load of the backend at which its servers' limits reach maxconn, when they grow from minconn.",
	}, conf.Int(1, math.MaxInt32))
	dirBacklog = conf.Scalar(conf.Spec{
		Name: "backlog", In: conf.Defaults | conf.Frontend, Usage: "backlog <conns>",
		Help: "How many connections the kernel keeps for the frontend before they are accepted.",
	}, conf.Int(0, math.MaxInt32))
	dirMaxKeepQueue = conf.Scalar(conf.Spec{
		Name: "max-keep-alive-queue", In: conf.Defaults | conf.Backend, Usage: "max-keep-alive-queue <requests>",
		Help: "With option prefer-last-server, how many may wait for the client's server before another one is taken; -1 is no limit, 0 never waits.",
	}, conf.Int(math.MinInt32, math.MaxInt32))
	dirRateLimit = conf.Scalar(conf.Spec{
		Name: "rate-limit sessions", In: conf.Defaults | conf.Frontend, Usage: "rate-limit sessions <rate>",
		Help: "The sessions per second the frontend accepts; more wait in the kernel's backlog.",
	}, conf.Int(0, math.MaxInt32))
)
