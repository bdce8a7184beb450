package app

import (
	"fmt"
	"io"
	"strings"

	"metergate/internal/conf"
)

// writeKeywords answers -dK: the directives of the configuration language, with the place where each may stand and what
// becomes of it.
func writeKeywords(w io.Writer, classes string) int {
	for _, class := range strings.Split(classes, ",") {
		switch class {
		case "", "help":
			fmt.Fprintln(w, "# List of supported keyword classes :\nall: list all keywords\ncfg: configuration keywords")
		case "all", "cfg":
			for d := range conf.Directives() {
				fmt.Fprintf(w, "%s %s (%s)\n", strings.Join(d.In.Names(), ","), d.Usage, d.Class)
			}
		default:
			fmt.Fprintf(w, "unknown class '%s'\n", class)
			return 1
		}
	}
	return 0
}
