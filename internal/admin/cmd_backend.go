package admin

import (
	"strings"

	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "add backend", Args: "<backend>", Help: "add a new backend", Level: Admin, Run: runAddBackend})
	Register(Command{Name: "del backend", Args: "<backend>", Help: "delete a backend", Level: Admin, Run: runDelBackend})
	Register(Command{Name: "show defaults", Help: "list the defaults sections that backends can be added from", Run: runShowDefaults})
}

const addBackendUsage = "Usage: add backend <name> from <defproxy> [mode <px_mode>] [guid <val>]."

// runAddBackend takes `<name> from <defaults> [mode <mode>] [guid <id>]`.
func runAddBackend(r *Request) error {
	n := proxy.NewBackend{Name: r.Arg(0), From: r.Arg(2)}
	if n.Name == "" {
		return message("Require backend name.")
	}
	if i := proxy.StrangeIn(n.Name); i >= 0 {
		return messagef("Invalid character '%c' in backend name.", n.Name[i])
	}
	if r.Arg(1) != "from" || n.From == "" {
		return message("Usage: add backend <name> from <defproxy>.")
	}
	if err := readBackend(&n, r.Args[3:]); err != nil {
		return err
	}
	b, err := r.Gateway().AddBackend(n)
	if err != nil {
		return err
	}
	if why := b.Rigid(); why != "" {
		return r.Infof("New backend registered (no support for dynamic servers: %s).", why)
	}
	return r.Infof("New backend registered.")
}

// readBackend reads the optional words of add backend, each at most once.
func readBackend(n *proxy.NewBackend, words []string) error {
	for ; len(words) > 0; words = words[2:] {
		switch {
		case len(words) > 1 && words[0] == "mode" && n.Mode == "":
			n.Mode = words[1]
			if err := knownMode(n.Mode); err != nil {
				return err
			}
		case len(words) > 1 && words[0] == "guid" && n.GUID == "":
			n.GUID = words[1]
		default:
			return message(addBackendUsage)
		}
	}
	return nil
}

func knownMode(mode string) error {
	switch mode {
	case "tcp", "http":
		return nil
	case "log", "spop":
		return message("Dynamic backends are compatible with only TCP or HTTP mode.")
	}
	return message("Unknown proxy mode.")
}

func runDelBackend(r *Request) error {
	if len(r.Args) > 1 {
		return message("Usage: del backend <name>.")
	}
	b, err := r.removableBackend(r.Arg(0))
	if err != nil {
		return err
	}
	if err := b.Remove(); err != nil {
		return err
	}
	return r.Infof("Backend deleted.")
}

// removableBackend returns the backend of a name or number that can be removed at once or after a while.
func (r *Request) removableBackend(word string) (*proxy.Backend, error) {
	if r.Gateway().Disabled(word) {
		return nil, proxy.ErrPublished
	}
	p := findProxy(r.Gateway(), word)
	if p == nil || p.Back == nil {
		return nil, proxy.ErrBackendGone
	}
	return p.Back, nil
}

func runShowDefaults(r *Request) error {
	return r.Printf("%s", strings.Join(append(r.Gateway().Defaults(), ""), "\n"))
}
