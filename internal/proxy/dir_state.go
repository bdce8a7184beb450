package proxy

import (
	"fmt"

	"metergate/internal/conf"
)

// Where the states of servers are read from at the start.
var (
	dirStateBase = conf.Scalar(conf.Spec{
		Name: "server-state-base", In: conf.Global, Usage: "server-state-base <directory>",
		Help: "Where state files are that are not named by a full path.",
	}, conf.Text("a directory"))
	dirStateFile = conf.Scalar(conf.Spec{
		Name: "server-state-file", In: conf.Global, Usage: "server-state-file <file>",
		Help: "What `show servers state` printed before: servers start in the state that it tells, where load-server-state-from-file asks for it.",
	}, conf.Text("a file name"))
	dirStateLoad = conf.Scalar(conf.Spec{
		Name: "load-server-state-from-file", In: conf.Defaults | conf.Backend, Usage: "load-server-state-from-file {global | local | none}",
		Help: "Whether servers start in the state that the global or the section's own state file tells.",
	}, conf.OneOf("global", "local", "none"))
	dirStateName = conf.Scalar(conf.Spec{
		Name: "server-state-file-name", In: conf.Defaults | conf.Backend, Usage: "server-state-file-name [use-backend-name | <file>]",
		Help: "The section's own state file; that of the section's name when absent.",
	}, parseStateName)
)

// parseStateName returns the file, "" for the one that has the section's name.
func parseStateName(a *conf.Args) (string, error) {
	if a.Done() || a.Accept("use-backend-name") {
		return "", nil
	}
	name := a.Next().Text
	if name == "" {
		return "", fmt.Errorf("'%s' expects a file name.", a.Name())
	}
	return name, nil
}
