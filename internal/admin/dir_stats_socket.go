package admin

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

// A socketLine is one line `stats socket <address> [options]`.
type socketLine struct {
	addrs []conf.Addr
	bag   *conf.Bag
}

// What sections global say of the Runtime API.
var (
	dirSocket = conf.List(conf.Spec{
		Name: "stats socket", In: conf.Global, Usage: "stats socket <address>[, ...] [<option>...]",
		Help: "Serves the Runtime API on a Unix path, an IP address and port, abns@name, or an inherited descriptor fd@number.",
	}, parseSocket)
	dirTimeout = conf.Scalar(conf.Spec{
		Name: "stats timeout", In: conf.Global, Usage: "stats timeout <time>", Default: "10s",
		Help: "How long a client of the Runtime API may be silent.",
	}, parseTimeout)
	dirMaxconn = conf.Scalar(conf.Spec{
		Name: "stats maxconn", In: conf.Global, Usage: "stats maxconn <conns>", Default: "10",
		Help: "How many clients of the Runtime API are served at once.",
	}, conf.Int(1, math.MaxInt32))
)

func init() {
	conf.NoEffect(conf.Spec{
		Name: "stats calculate-max-counters", In: conf.Global, Help: "Keeping maxima costs next to nothing here: they are always kept.",
	}, conf.FormOnOff)
	conf.Refuse("stats bind-process", conf.Global, "there is one process")
}

// What a stats socket takes besides the options of bind lines.
var (
	bindLevel = conf.Scalar(conf.Spec{
		Name: "level", In: conf.BindLine, Usage: "level {user | operator | admin}",
		Help: "What clients of a stats socket may do; operator when absent.",
	}, func(a *conf.Args) (Level, error) {
		word, err := a.Text("a level")
		if err != nil {
			return 0, err
		}
		return ParseLevel(word)
	})
	bindSeverity = conf.Scalar(conf.Spec{
		Name: "severity-output", In: conf.BindLine, Usage: "severity-output {none | number | string}",
		Help: "Whether messages of a stats socket begin with their severity; none when absent.",
	}, func(a *conf.Args) (severityOutput, error) {
		word, err := a.Text("a form")
		if err != nil {
			return 0, err
		}
		form, ok := parseSeverityOutput(word)
		if !ok {
			return 0, fmt.Errorf("'severity-output' only supports 'none', 'number', and 'string' (got '%s')", word)
		}
		return form, nil
	})
	bindExpose = conf.Scalar(conf.Spec{
		Name: "expose-fd", In: conf.BindLine, Usage: "expose-fd listeners",
		Help: "A newer process may take over the listening sockets through this stats socket.",
	}, func(a *conf.Args) (bool, error) {
		if word := a.Next().Text; word != "listeners" {
			return false, fmt.Errorf("'expose-fd' only supports 'listeners' (got '%s')", word)
		}
		return true, nil
	})
)

// foreignOptions are options of bind lines that concern the requests of clients, which a stats socket has none of.
var foreignOptions = []string{"ssl", "accept-proxy", "accept-netscaler-cip"}

func parseSocket(a *conf.Args) (socketLine, error) {
	if a.Done() {
		return socketLine{}, errors.New("'stats socket' in global section expects an address or a path to a UNIX socket")
	}
	var line socketLine
	var err error
	if line.addrs, err = conf.ParseListen(a.NextAddr()); err != nil {
		return line, err
	}
	var options []string
	for _, w := range a.Rest() {
		if slices.Contains(foreignOptions, w.Text) {
			return line, fmt.Errorf("'%s' is not supported on a stats socket", w.Text)
		}
		options = append(options, w.Text)
	}
	if line.bag, err = conf.ParseOptions(a.Section(), conf.BindLine, options, nil); err != nil {
		return line, err
	}
	return line, proxy.CheckOwner(a, line.addrs, line.bag)
}

func parseTimeout(a *conf.Args) (time.Duration, error) {
	d, err := a.Duration(time.Millisecond)
	if err == nil && d <= 0 {
		err = errors.New("'stats timeout' expects a positive value")
	}
	return d, err
}
