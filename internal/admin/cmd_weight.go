package admin

import (
	"strings"

	"metergate/internal/balance"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "get weight", Args: "<bk>/<srv>", Help: "report a server's current weight", Run: onServer(runGetWeight)})
	Register(Command{Name: "set weight", Args: "<bk>/<srv>", Help: "change a server's weight (set server weight)", Level: Admin,
		Run: onServer(func(r *Request, s *proxy.Server) error { return setWeight(s, r.Arg(1)) })})
	serverSetting("weight", func(_ *Request, s *proxy.Server, args []string) error { return setWeight(s, first(args)) })
}

func runGetWeight(r *Request, s *proxy.Server) error {
	return r.Printf("%d (initial %d)\n", s.UserWeight(), s.InitialWeight)
}

// maxPercent is the largest relative weight.
const maxPercent = 100 * balance.MaxWeight

// setWeight reads a weight, or a share of the initial weight, and sets it.
func setWeight(s *proxy.Server, word string) error {
	if word == "" {
		return message("Require <weight> or <weight%>.")
	}
	number, relative := strings.CutSuffix(word, "%")
	w, err := integer(number, "Empty weight string", "weight string")
	switch {
	case err != nil:
		return err
	case relative && w < 0:
		return message("Relative weight must be positive.")
	case relative:
		w = min(s.InitialWeight*min(w, maxPercent)/100, balance.MaxWeight)
	case w < 0 || w > balance.MaxWeight:
		return messagef("Absolute weight can only be between 0 and %d inclusive.", balance.MaxWeight)
	}
	if s.Back.Method.Static() && w != 0 && w != s.InitialWeight {
		return message("Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.")
	}
	s.SetWeight(w)
	return nil
}
