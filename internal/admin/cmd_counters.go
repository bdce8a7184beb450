package admin

func init() {
	Register(Command{Name: "clear counters", Args: "[all|server <bk>/<srv> [force]]", Help: "clear the maxima, or all counters", Level: Operator, Run: runClearCounters})
}

func runClearCounters(r *Request) error {
	what := r.Arg(0)
	if (what == "all" || what == "server") && r.level < Admin {
		return errDenied
	}
	if what != "server" {
		r.Gateway().ClearCounters(what == "all")
		return nil
	}
	s, err := r.server(r.Arg(1))
	if err != nil {
		return err
	}
	s.Set.Clear(true)
	return r.Noticef("Server counters cleared.")
}
