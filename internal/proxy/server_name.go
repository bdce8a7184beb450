package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/sample"
)

var (
	srvSNI     = serverText("sni", "sni <expression>", "The name that the server is asked for, taken from the request; see sni-auto.", "an expression")
	srvSNIAuto = serverFlag("sni-auto", "Without sni, the server of a backend in mode http is asked for the host of the request, without its port; on by default.")

	srvCheckSNI     = serverText("check-sni", "check-sni <name>", "The name that encrypted checks ask for; see check-sni-auto.", "a host name")
	srvCheckSNIAuto = serverFlag("check-sni-auto", "Without check-sni, encrypted checks of HTTP ask for the host of their request, unless http-check connect lines say how to connect; on by default.")

	srvPoolName = serverText("pool-conn-name", "pool-conn-name <expression>",
		"What an idle connection must have been made for to be used again, taken from the request; without it, that is the name that the server is asked for.", "<value>")
)

// autoSNI is the expression of sni-auto.
const autoSNI = "req.hdr(host),field(1,:)"

// farNames returns the name by which an idle connection for the request is found, and the one that its server is asked for in TLS.
func (s *Stream) farNames() (name, sni string) {
	srv := s.server
	if y := srv.TLS; y != nil {
		sni = s.text(y.sni)
	}
	if srv.poolName == nil {
		return sni, sni
	}
	return s.text(srv.poolName), sni
}

// text returns what an expression makes of the request, empty without one. As a rule many requests of a loop have the same, which
// is made once.
func (s *Stream) text(e *sample.Expr) string {
	if e == nil {
		return ""
	}
	v, ok := e.Eval(&s.cx)
	if !ok {
		return ""
	}
	l := s.lane
	l.line = v.AppendText(l.line[:0])
	if string(l.line) != l.lastText {
		l.lastText = string(l.line)
	}
	return l.lastText
}

// serverNames compiles what server lines say of each connection: its names, and PROXY headers.
func (u *ruleCompiler) serverNames() {
	if u.proxy.Back == nil {
		return
	}
	for _, s := range u.proxy.Back.Servers() {
		u.serverName(s)
		u.serverHeader(s)
	}
}

// serverName compiles the names of connections to a server.
func (u *ruleCompiler) serverName(s *Server) {
	if text, ok := srvPoolName.Get(s.Bag); ok {
		s.poolName = u.nameExpr(s, text, srvPoolName.At(s.Bag))
	}
	if s.TLS == nil {
		return
	}
	text, ok := srvSNI.Get(s.Bag)
	switch {
	case ok:
		s.TLS.sni = u.nameExpr(s, text, srvSNI.At(s.Bag))
	case s.Back.Mode == ModeHTTP && srvSNIAuto.Or(s.Bag, true):
		s.TLS.sni = u.nameExpr(s, autoSNI, s.Pos)
	}
	if p := s.Check.Plan; p != nil && s.TLS.probe.sni == "" && srvCheckSNIAuto.Or(s.Bag, true) {
		s.TLS.probe.sni = p.HostName()
	}
}

func (u *ruleCompiler) nameExpr(s *Server, text string, at conf.Pos) *sample.Expr {
	expr, _, err := sample.ParseExpr([]string{text}, u.env(sample.AtConnect, at))
	if err != nil {
		u.alert(at, conf.Server, "'server %s' : error detected while parsing sni or pool-conn-name expressions : %v.", s.FullName(), err)
		return nil
	}
	return expr
}
