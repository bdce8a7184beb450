package admin

import "strings"

func init() {
	Register(Command{Name: "show ssl crt-list", Args: "[-n] [<list>]", Help: "list the lists of certificates, or the lines of one; -n numbers them", Level: Admin, Run: runShowList})
	Register(Command{Name: "add ssl crt-list", Args: "<list> {<name> | <payload>}", Help: "add a line to a list of certificates", Level: Admin, Run: runAddList})
	Register(Command{Name: "del ssl crt-list", Args: "<list> <name>[:<line>]", Help: "remove a line of a list", Level: Admin, Run: runDelList})
}

func runShowList(r *Request) error {
	numbers, args := false, r.Args
	if len(args) > 0 && args[0] == "-n" {
		numbers, args = true, args[1:]
	}
	if len(args) == 0 {
		for _, name := range r.Gateway().Credentials.Lists() {
			r.Printf("%s\n", name)
		}
		return nil
	}
	lines, ok := r.Gateway().Credentials.Lines(args[0])
	if !ok {
		return message("didn't find the specified filename")
	}
	r.Printf("# %s\n", strings.TrimRight(args[0], "/"))
	for _, l := range lines {
		r.Printf("%s", l.Crt)
		if numbers {
			r.Printf(":%d", l.Number)
		}
		if err := r.Printf("%s\n", l.Rest); err != nil {
			return err
		}
	}
	return nil
}

func runAddList(r *Request) error {
	line := r.Arg(1)
	if r.HasPayload {
		line = strings.TrimSpace(r.Payload)
	}
	if r.Arg(0) == "" || line == "" || strings.Contains(line, "\n") {
		return message("'add ssl crtlist' expects a filename and a certificate name")
	}
	crt, err := r.Gateway().Credentials.AddLine(r.Gateway(), r.Args[0], line)
	if err != nil {
		return messagef("Can't edit the crt-list: %v", err)
	}
	return r.Printf("Inserting certificate '%s' in crt-list '%s'.\nSuccess!\n", crt, strings.TrimRight(r.Args[0], "/"))
}

func runDelList(r *Request) error {
	if len(r.Args) < 2 {
		return message("'del ssl crtlist' expects a filename and a certificate name")
	}
	crt, err := r.Gateway().Credentials.RemoveLine(r.Args[0], r.Args[1])
	if err != nil {
		return messagef("Can't delete the entry: %v", err)
	}
	return r.Noticef("Entry '%s' deleted in crtlist '%s'!", crt, strings.TrimRight(r.Args[0], "/"))
}
