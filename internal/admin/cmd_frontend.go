package admin

import "metergate/internal/proxy"

func init() {
	Register(Command{Name: "enable frontend", Args: "<frontend>", Help: "accept connections again", Level: Admin, Run: onFrontend(runEnableFrontend)})
	Register(Command{Name: "disable frontend", Args: "<frontend>", Help: "stop accepting connections for a while", Level: Admin, Run: onFrontend(runDisableFrontend)})
	Register(Command{Name: "shutdown frontend", Args: "<frontend>", Help: "stop a frontend for good", Level: Admin, Run: onFrontend(runShutdownFrontend)})
}

func runEnableFrontend(r *Request, f *proxy.Frontend) error {
	switch {
	case f.State() == proxy.FrontendStopped:
		return message("Frontend was previously shut down, cannot enable.")
	case !f.Resume():
		return r.Noticef("All sockets are already enabled.")
	}
	return nil
}

func runDisableFrontend(r *Request, f *proxy.Frontend) error {
	switch {
	case f.State() == proxy.FrontendStopped:
		return message("Frontend was previously shut down, cannot disable.")
	case !f.Pause():
		return r.Noticef("All sockets are already disabled.")
	}
	return nil
}

func runShutdownFrontend(_ *Request, f *proxy.Frontend) error {
	if !f.Shutdown() {
		return message("Frontend was already shut down.")
	}
	return nil
}
