package admin

import (
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "set maxconn global", Args: "<value>", Help: "change the maxconn of the process", Level: Admin, Run: runMaxconnGlobal})
	Register(Command{Name: "set maxconn frontend", Args: "<frontend> <value>", Help: "change the maxconn of a frontend", Level: Admin, Run: onFrontend(runMaxconnFrontend)})
	Register(Command{Name: "set maxconn server", Args: "<bk>/<srv>", Help: "change the maxconn of a server", Level: Admin, Run: onServer(runMaxconnServer)})
}

// runMaxconnGlobal changes the limit of the process, up to what it was started for; 0 goes back to that.
func runMaxconnGlobal(r *Request) error {
	n, err := limit(r.Arg(0), "Expects an integer value.")
	if err != nil {
		return err
	}
	g := r.Gateway().Global
	if hard := g.HardMaxconn; hard > 0 && n > hard {
		return message("Value out of range.")
	} else if n == 0 {
		n = hard
	}
	g.Gate.SetLimit(n)
	return nil
}

func runMaxconnFrontend(r *Request, f *proxy.Frontend) error {
	n, err := limit(r.Arg(1), "Integer value expected.")
	if err == nil {
		f.Gate.SetLimit(n)
	}
	return err
}

func runMaxconnServer(r *Request, s *proxy.Server) error {
	if r.Arg(1) == "" {
		return message("Require <maxconn>.")
	}
	n, err := integer(r.Arg(1), "maxconn string", "maxconn string")
	if err == nil && n < 0 {
		err = message("Value out of range.")
	}
	if err == nil {
		s.SetMaxconn(n)
	}
	return err
}
