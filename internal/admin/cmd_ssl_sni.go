package admin

import (
	"strings"
	"time"

	"metergate/internal/cert"
	"metergate/internal/clock"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{
		Name: "show ssl sni", Args: "[-f <frontend>] [-A] [-t <time>]",
		Help: "list the names that there are certificates for; -A those that ended", Run: runShowSNI,
	})
}

const errSNIArgs = message("Invalid parameters, 'show ssl sni' only supports '-f', '-A' or '-t' options!")

func runShowSNI(r *Request) error {
	var f *proxy.Frontend
	ended, until := false, time.Now()
	for args := r.Args; len(args) > 0; args = args[1:] {
		switch {
		case args[0] == "-A":
			ended = true
			continue
		case len(args) < 2:
			return errSNIArgs
		case args[0] == "-f":
			if f = r.Gateway().Frontend(args[1]); f == nil {
				return message("Couldn't find the specified frontend!")
			}
		case args[0] == "-t":
			d, err := clock.ParseDuration(args[1], time.Second)
			if err != nil {
				return errSNIArgs
			}
			until = until.Add(d)
		default:
			return errSNIArgs
		}
		args = args[1:]
	}
	r.Printf("# Frontend/Bind\tSNI\tNegative Filter\tType\tFilename\tNotAfter\tNotBefore\n")
	for _, s := range r.Gateway().Credentials.Shown(f) {
		leaf := s.Pair.Leaf()
		if ended && leaf.NotAfter.After(until) {
			continue
		}
		except := "-"
		if len(s.Except) > 0 {
			except = "!" + strings.Join(s.Except, " !") + " "
		}
		if err := r.Printf("%s/%s:%d\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Frontend, s.File, s.Line, s.Name, except, cert.KeyKind(leaf), s.Crt,
			cert.When(leaf.NotAfter), cert.When(leaf.NotBefore)); err != nil {
			return err
		}
	}
	return nil
}
