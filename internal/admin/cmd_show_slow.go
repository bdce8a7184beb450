package admin

import (
	"metergate/internal/flight"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show slow", Args: flightArgs, Help: "list the slowest requests of late",
		Level: Operator, Run: showFlights(false, (*proxy.Gateway).Flights)})
	Register(Command{Name: "show failed", Args: flightArgs, Help: "list the requests that failed of late",
		Level: Operator, Run: showFlights(true, (*proxy.Gateway).Flights)})
	Register(Command{Name: "show inflight", Args: flightArgs, Help: "list the requests that run now",
		Level: Operator, Run: showFlights(false, (*proxy.Gateway).Inflight)})
}

// flightLimit is how many requests are shown without a number.
const flightLimit = 20

// showFlights makes a command that shows the requests that a query finds.
func showFlights(failed bool, find func(*proxy.Gateway, *flight.Query) []*flight.Record) func(*Request) error {
	return func(r *Request) error {
		q := &flight.Query{Failed: failed, Limit: flightLimit}
		asJSON, err := parseFlightQuery(q, r.Args)
		if err == errHelp {
			return r.Infof("%s", flightUsage)
		} else if err != nil {
			return err
		}
		show := flight.AppendTable
		if asJSON {
			show = flight.AppendJSON
		}
		all := find(r.Gateway(), q)
		return r.render(func(w *turns) error {
			_, err := w.Write(show(nil, all))
			return err
		})
	}
}
