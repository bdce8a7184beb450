package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/flight"
	"metergate/internal/http1"
)

// dirRecordHeader names the fields that the flight recorder keeps.
var dirRecordHeader = conf.List(conf.Spec{
	Name: "record-header", In: conf.Defaults | conf.Frontend, Usage: "record-header <name>",
	Help: "Has the flight recorder keep a field of requests, and of responses that have it (`show slow`, `show failed`). " +
		"Credentials are masked.",
}, parseRecordHeader)

func parseRecordHeader(a *conf.Args) (string, error) {
	name, err := a.Text("a header name")
	if err != nil {
		return "", err
	}
	if !http1.IsToken([]byte(name)) {
		return "", fmt.Errorf("'%s' expects the name of a header, got '%s'.", a.Name(), name)
	}
	return strings.ToLower(name), nil
}

// recordedHeaders returns the names that a frontend records, in lower case.
func (c *compiler) recordedHeaders(b *conf.Bag) (names []string) {
	all := dirRecordHeader.All(b)
	for i, line := range all {
		if i == flight.MaxHeaders {
			c.alert(line.Pos, conf.Loose, "'record-header': at most %d headers are kept of a request.", flight.MaxHeaders)
			break
		}
		names = append(names, line.Value)
	}
	return names
}
