package admin

import (
	"errors"

	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "add server", Args: "<bk>/<srv>", Help: "create a new server", Level: Admin, Run: runAddServer})
	Register(Command{Name: "del server", Args: "<bk>/<srv>", Help: "remove a server", Level: Admin, Run: onServer(runDelServer)})
}

// runAddServer takes `<backend>/<server> <address> [options]`, as a server line has them.
func runAddServer(r *Request) error {
	b, name, err := r.backendAndName(r.Arg(0))
	if err != nil {
		return err
	}
	if len(r.Args) < 2 {
		return message("'server' expects <name> and <addr>[:<port>] as arguments.")
	}
	if err := b.AddServer(name, r.Args[1], r.Args[2:]); err != nil {
		return err
	}
	return r.Infof("New server registered.")
}

func runDelServer(r *Request, s *proxy.Server) error {
	switch err := s.Remove(); {
	case errors.Is(err, proxy.ErrGone):
		return errNoServer
	case err != nil:
		return err
	}
	return r.Infof("Server deleted.")
}
