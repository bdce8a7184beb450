package admin

import (
	"metergate/internal/proxy"
	"metergate/internal/sample"
)

func init() {
	Register(Command{Name: "get var", Args: "<name>", Help: "retrieve contents of a process-wide variable", Run: runGetVar})
	Register(Command{Name: "set var", Args: "<name> [expr|fmt] <value>", Help: "set a process-wide variable from an expression or a format",
		Level: Admin, Mode: Experimental, Run: runSetVar})
}

func runGetVar(r *Request) error {
	if len(r.Args) == 0 {
		return message("Missing process-wide variable identifier.")
	}
	v, ok := sample.FindVar(r.Arg(0))
	if !ok || v.Scope != sample.ProcScope {
		return message("Variable not found.")
	}
	val, ok := v.Get(&sample.Ctx{})
	if !ok {
		return message("Variable not found.")
	}
	return r.Printf("%s: type=%v value=<%s>\n", v.Name, val.Type(), dotted(val.AppendText(nil)))
}

// dotted puts a dot in the place of what no terminal should see.
func dotted(b []byte) []byte {
	for i, c := range b {
		if c < ' ' || c >= 0x7f {
			b[i] = '.'
		}
	}
	return b
}

func runSetVar(r *Request) error {
	if len(r.Args) < 2 {
		return message("Expects a process-wide variable name ('proc.<name>') and a sample expression or format.")
	}
	words, text := r.Args[1:], false
	if len(words) > 1 && (words[0] == "fmt" || words[0] == "expr") {
		words, text = words[1:], words[0] == "fmt"
	}
	v, err := sample.ParseVar(r.Arg(0))
	if err != nil {
		return messagef("%v.", err)
	}
	if v.Scope != sample.ProcScope {
		return messagef("Variable '%s': only scope 'proc' is permitted here.", v.Name)
	}
	if err := proxy.SetVar(v, text, words, &sample.Env{At: sample.AtCLI}); err != nil {
		return messagef("%v.", err)
	}
	return r.Printf("\n")
}
