package admin

func init() {
	Register(Command{Name: "publish backend", Args: "<backend>", Help: "let switching rules reach a backend", Level: Admin, Run: runPublish(true, "Backend published.")})
	Register(Command{Name: "unpublish backend", Args: "<backend>", Help: "have switching rules pass over a backend", Level: Admin, Run: runPublish(false, "Backend unpublished.")})
}

// runPublish returns what opens backends to switching rules, or closes them.
func runPublish(on bool, done string) func(*Request) error {
	return func(r *Request) error {
		if r.Gateway().Disabled(r.Arg(0)) {
			return message("No effect on a disabled backend.")
		}
		p := findProxy(r.Gateway(), r.Arg(0))
		if p == nil || p.Back == nil {
			return errNoBackend
		}
		p.Back.Publish(on)
		return r.Infof("%s", done)
	}
}
