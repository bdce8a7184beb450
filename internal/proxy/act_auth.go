package proxy

import (
	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

func init() {
	rule.Register(rule.Spec{
		Name: "auth", In: rule.HTTPRequest, Final: true, Usage: "auth [realm <realm>]",
		Help: "Asks for a password with 401, or with 407 when the request is for a proxy.",
		Parse: func(p *rule.Parser) (rule.Action, error) {
			a := &auth{}
			var err error
			if p.Accept("realm") {
				a.realm, err = p.Word("<realm>")
			}
			return a, err
		},
	})
}

// An auth asks for a password.
type auth struct{ realm string }

// Run begins the answer. Without a realm the section's name stands for it.
func (a *auth) Run(_ *netio.Task, cx *sample.Ctx) rule.Verdict {
	s := streamOf(cx)
	realm := a.realm
	if realm == "" {
		realm = s.backName()
	}
	status, field := 401, "www-authenticate"
	if s.req.Form == http1.FormAbsolute {
		status, field = 407, "proxy-authenticate"
	}
	s.RespondPage(status)
	s.name = append(append(append(s.name[:0], `Basic realm="`...), realm...), '"')
	s.res.Set([]byte(field), s.name)
	return rule.Done
}
