package admin

import "metergate/internal/proxy"

func init() {
	Register(Command{Name: "enable dynamic-cookie backend", Args: "<bk>", Help: "make cookies of the addresses of a backend's servers", Level: Admin, Run: onBackend(enableCookies)})
	Register(Command{Name: "disable dynamic-cookie backend", Args: "<bk>", Help: "make no cookies of addresses any more", Level: Admin, Run: onBackend(disableCookies)})
	Register(Command{Name: "set dynamic-cookie-key backend", Args: "<bk> <key>", Help: "change the secret of a backend's dynamic cookies", Level: Admin, Run: onBackend(setCookieKey)})
}

// onBackend makes a command out of one that acts on the backend of the first argument.
func onBackend(run func(r *Request, b *proxy.Backend) error) func(*Request) error {
	return func(r *Request) error {
		p := findProxy(r.Gateway(), r.Arg(0))
		if r.Arg(0) == "" || p == nil || p.Back == nil {
			return errNoBackend
		}
		return run(r, p.Back)
	}
}

func enableCookies(_ *Request, b *proxy.Backend) error {
	b.SetDynamicCookies(true)
	return nil
}

func disableCookies(_ *Request, b *proxy.Backend) error {
	b.SetDynamicCookies(false)
	return nil
}

func setCookieKey(r *Request, b *proxy.Backend) error {
	if r.Arg(1) == "" {
		return message("String value expected.")
	}
	b.SetCookieKey(r.Arg(1))
	return nil
}
