package admin

import (
	"strings"

	"metergate/internal/conf"
)

func init() {
	Register(Command{Name: "show version", Master: true, Help: "show the version of this process", Run: runShowVersion})
	Register(Command{Name: "show env", Master: true, Args: "[var]", Help: "list the environment variables of the configuration", Level: Operator, Run: runShowEnv})
	Register(Command{Name: "show startup-logs", Master: true, Help: "show what was said at the start", Level: Operator, Run: runShowStartupLogs})
}

func runShowVersion(r *Request) error { return r.Infof("%s", conf.Version) }

// runShowEnv lists the variables as the configuration saw them.
func runShowEnv(r *Request) error {
	wanted := r.Arg(0)
	for _, entry := range r.api.File.Env.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		switch wanted {
		case "":
			r.Printf("%s\n", entry)
		case name:
			return r.Printf("%s\n", entry)
		}
	}
	if wanted != "" {
		return message("Variable not found")
	}
	return nil
}

func runShowStartupLogs(r *Request) error {
	logs := r.api.StartupLogs
	if logs == nil {
		return nil
	}
	_, err := r.Write(logs())
	return err
}
