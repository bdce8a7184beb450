// Command metergate is an API gateway that is its own meter. It reads haproxy.cfg.
package main

import (
	"os"

	"metergate/internal/app"
)

func main() { os.Exit(app.Run(os.Args, os.Stdout, os.Stderr)) }
