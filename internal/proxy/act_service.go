package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "use-service", In: rule.HTTPRequest,
		Usage: "use-service <service>",
		Help:  "Has a service of the gateway answer the request.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			name, err := p.Word("a service name")
			if err != nil {
				return nil, err
			}
			v := LookupService(name)
			if v == nil {
				return nil, fmt.Errorf("unknown service '%s'; there are: %s", name, strings.Join(Services(), ", "))
			}
			return useService{v}, nil
		},
	})
}

// A useService has a service answer.
type useService struct{ Service }

// Run begins the answer.
func (u useService) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	streamOf(cx).RespondService(u.Service)
	return rule.Done
}
