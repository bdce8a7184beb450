package admin

import "metergate/internal/proxy"

func init() {
	Register(Command{Name: "shutdown session", Args: "[id]", Help: "end a request", Level: Admin, Run: runShutdownSession})
	Register(Command{Name: "shutdown sessions server", Args: "<bk>/<srv>", Help: "end the requests on a server", Level: Admin,
		Run: onServer(func(_ *Request, s *proxy.Server) error { s.CutStreams(); return nil })})
}

func runShutdownSession(r *Request) error {
	id, ok := parseStreamID(r.Arg(0))
	switch {
	case !ok:
		return message("Session pointer expected (use 'show sess').")
	case !r.Gateway().CutStream(id):
		return message("No such session (use 'show sess').")
	}
	return nil
}
