package check

import "strings"

// HostName returns the host that the first request of the check asks for, without its port; empty where it is not always the same, where
// lines of the section say how to connect, and for checks of other protocols.
func (p *Plan) HostName() string {
	for _, s := range p.steps {
		switch s := s.(type) {
		case *connectStep:
			if s.pos().number > 0 {
				return ""
			}
		case *httpSendStep:
			return s.request.hostName()
		}
	}
	return ""
}

func (r *request) hostName() string {
	for _, f := range r.fields {
		if strings.EqualFold(f.name, "host") && !f.value.varies {
			host, _, _ := strings.Cut(f.value.src, ":")
			return host
		}
	}
	return ""
}
