package admin

func init() {
	Register(Command{Name: "show ssl jwt", Help: "list the certificates that tokens may be checked with", Level: Operator, Run: runShowJWT})
	Register(Command{Name: "add ssl jwt", Args: "<name>", Help: "let tokens be checked with a certificate", Level: Admin, Run: runAllowJWT(true)})
	Register(Command{Name: "del ssl jwt", Args: "<name>", Help: "let no tokens be checked with a certificate any more", Level: Admin, Run: runAllowJWT(false)})
}

func runShowJWT(r *Request) error {
	r.Printf("# filename\n")
	for _, i := range r.store().Certs.All() {
		if r.store().JWT(i.Name) {
			r.Printf("%s\n", i.Name)
		}
	}
	return nil
}

func runAllowJWT(yes bool) func(*Request) error {
	return func(r *Request) error {
		name := r.Arg(0)
		switch {
		case name == "":
			return message("'add ssl cert' expects a filename")
		case r.store().Certs.Find(name) == nil:
			return errNoCert
		}
		r.store().AllowJWT(name, yes)
		return nil
	}
}
