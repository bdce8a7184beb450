package admin

import (
	"sync/atomic"

	"metergate/internal/resolve"
)

func init() {
	Register(Command{Name: "show resolvers", Args: "[<resolvers>]", Help: "dump counters from all resolvers section and associated name servers", Level: User, Run: runShowResolvers})
}

func runShowResolvers(r *Request) error {
	all := r.Gateway().Resolvers
	if name := r.Arg(0); name != "" {
		one := r.Gateway().Resolver(name)
		if one == nil {
			return message("Can't find that resolvers section")
		}
		all = []*resolve.Resolver{one}
	}
	for _, section := range all {
		r.Printf("Resolvers section %s\n", section.Name)
		for _, n := range section.Nameservers {
			if err := r.showNameserver(n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Request) showNameserver(n *resolve.Nameserver) error {
	err := r.Printf(" nameserver %s:\n", n.Name)
	for _, c := range []struct {
		name  string
		value *atomic.Uint64
	}{
		{"sent", &n.Sent}, {"snd_error", &n.SendError}, {"valid", &n.Valid}, {"update", &n.Update}, {"cname", &n.CNAME},
		{"cname_error", &n.CNAMEError}, {"any_err", &n.AnyErr}, {"nx", &n.NX}, {"timeout", &n.Timeout}, {"refused", &n.Refused},
		{"other", &n.Other}, {"invalid", &n.Invalid}, {"too_big", &n.TooBig}, {"truncated", &n.Truncated}, {"outdated", &n.Outdated},
	} {
		err = r.Printf("  %-12s %d\n", c.name+":", c.value.Load())
	}
	return err
}
