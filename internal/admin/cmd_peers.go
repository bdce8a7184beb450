package admin

import (
	"metergate/internal/netio"
)

func init() {
	Register(Command{Name: "show peers", Args: "[dict|-] [section]", Help: "report the peers of tables, and how far each has learned", Run: runShowPeers})
}

// runShowPeers lists the peers of all sections, or of one.
func runShowPeers(r *Request) error {
	name := r.Arg(0)
	if name == "dict" || name == "-" {
		name = r.Arg(1)
	}
	if name != "" && r.Gateway().Peers(name) == nil {
		return message("No such peers")
	}
	reports := netio.Collect(r.Gateway().Loops, func(l *netio.Loop) (text []byte) {
		for _, p := range r.Gateway().PeerGroups() {
			if p.Home() == l && (name == "" || p.Name == name) {
				text = p.Report(text)
			}
		}
		return text
	})
	for _, text := range reports {
		if _, err := r.Write(text); err != nil {
			return err
		}
	}
	return nil
}
