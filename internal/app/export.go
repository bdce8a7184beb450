package app

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"metergate/internal/export/grafana"
)

func init() { subcommands["export"] = runExport }

// runExport answers `metergate export grafana`: it writes files that other programs read.
func runExport(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] != "grafana" {
		fmt.Fprintln(stderr, "Usage : metergate export grafana [-o dir] [-url address]")
		return 1
	}
	flags := flag.NewFlagSet("export grafana", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("o", "grafana", "the `dir`ectory that the files go to")
	url := flags.String("url", "http://127.0.0.1:8404", "the `address` below which Grafana finds /api/v1: of the gateway, or of a Prometheus that scrapes it")
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil || flags.NArg() > 0 {
		return 1
	}
	paths, err := grafana.Write(*dir, *url)
	if err != nil {
		fmt.Fprintf(stderr, "metergate export grafana: %v\n", err)
		return 1
	}
	for _, path := range paths {
		fmt.Fprintln(stdout, path)
	}
	return 0
}
