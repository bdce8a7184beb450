package admin

import (
	"io"

	"metergate/internal/proxy"
)

func init() {
	Register(Command{
		Name: "show metrics-forward", Args: "[<name>]", Help: "report how what is pushed arrives, or all of one section",
		Run: func(r *Request) error {
			f, ok := proxy.Part[forwarder](r.Gateway())
			if !ok {
				return message("Nothing is pushed: the configuration has no section 'metrics-forward'.")
			}
			return f.ShowForward(r, r.Arg(0))
		},
	})
}

// A forwarder pushes metrics. It is a part of the gateway, where there are sections metrics-forward.
type forwarder interface {
	ShowForward(w io.Writer, name string) error
}
