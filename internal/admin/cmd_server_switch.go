package admin

import "metergate/internal/proxy"

func init() {
	Register(Command{Name: "enable server", Args: "<bk>/<srv>", Help: "end the maintenance of a server", Level: Admin, Run: onServer(enableServer)})
	Register(Command{Name: "disable server", Args: "<bk>/<srv>", Help: "put a server in maintenance", Level: Admin, Run: onServer(disableServer)})
	Register(Command{Name: "enable health", Args: "<bk>/<srv>", Help: "switch the health check of a server on", Level: Admin, Run: onServer(enableHealth)})
	Register(Command{Name: "disable health", Args: "<bk>/<srv>", Help: "switch the health check of a server off", Level: Admin, Run: onServer(disableHealth)})
	Register(Command{Name: "enable agent", Args: "<bk>/<srv>", Help: "switch the agent check of a server on", Level: Admin, Run: onServer(enableAgent)})
	Register(Command{Name: "disable agent", Args: "<bk>/<srv>", Help: "switch the agent check of a server off", Level: Admin, Run: onServer(disableAgent)})
}

func enableServer(_ *Request, s *proxy.Server) error {
	s.EndMaint()
	return nil
}

func disableServer(_ *Request, s *proxy.Server) error {
	s.BeginMaint()
	return nil
}

func enableHealth(_ *Request, s *proxy.Server) error {
	if !s.EnableCheck(false, true) {
		return message("Health check was not configured on this server, cannot enable.")
	}
	return nil
}

func disableHealth(_ *Request, s *proxy.Server) error {
	s.EnableCheck(false, false)
	return nil
}

func enableAgent(_ *Request, s *proxy.Server) error {
	if !s.EnableCheck(true, true) {
		return message("Agent was not configured on this server, cannot enable.")
	}
	return nil
}

func disableAgent(_ *Request, s *proxy.Server) error {
	s.EnableCheck(true, false)
	return nil
}
