package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/netio"
	"metergate/internal/sample"
)

var dirUseServer = conf.List(conf.Spec{
	Name: "use-server", In: conf.Backend, Usage: "use-server <server> {if | unless} <condition>",
	Help: "Gives a request to a server, by name or by a log-format of the request, past the balance method; the first line that applies and whose server can be given work wins.",
}, keepWords)

// A direction is a use-server line.
type direction struct {
	server *Server        // nil where name finds it
	name   *sample.Format // of the request, nil where the server is known
	cond   *sample.Cond
}

// directions compiles the use-server lines.
func (u *ruleCompiler) directions() (all []direction) {
	for _, line := range dirUseServer.All(u.proxy.Bag) {
		env := u.env(sample.AtBalance, line.Pos)
		if len(line.Value) == 1 {
			u.alert(line.Pos, conf.Loose, "'use-server' requires either 'if' or 'unless' followed by a condition.")
			continue
		}
		c, err := u.direction(line.Value[0], env)
		if err == nil {
			c.cond, err = sample.ParseCond(line.Value[1:], env)
		}
		if err != nil {
			u.alert(line.Pos, conf.Loose, "error detected while parsing switching rule : %v.", err)
			continue
		}
		all = append(all, c)
	}
	return all
}

// direction finds the server of a line, or compiles the format that will name it.
func (u *ruleCompiler) direction(name string, env *sample.Env) (c direction, err error) {
	c.name, err = sample.ParseFormat(name, env)
	if err != nil {
		return c, err
	}
	text, literal := c.name.Literal()
	if !literal {
		return c, nil
	}
	c.name, c.server = nil, u.proxy.Back.Server(text)
	if c.server == nil {
		u.alert(conf.Pos{}, conf.Bare, "backend '%s': unable to find server '%s' in referenced in a 'use-server' rule", u.proxy.Name, text)
		return c, nil
	}
	c.server.named.Store(true)
	return c, nil
}

// directed returns the server that a use-server line gives the request to, or nil.
func (s *Stream) directed() *Server {
	for i := range s.back.Choices {
		c := &s.back.Choices[i]
		if !c.cond.Holds(&s.cx) {
			continue
		}
		srv := c.server
		if c.name != nil {
			s.body = c.name.Append(s.body[:0], &s.cx)
			if srv = s.back.Server(string(s.body)); srv == nil {
				return nil
			}
		}
		if s.insists(srv) {
			return srv
		}
	}
	return nil
}

// placeOnly takes a slot of the only server that will do, or waits for one.
func (s *Stream) placeOnly(t *netio.Task, srv *Server) bool {
	srv.adapt()
	slot, ok := srv.Slots.TryAcquire()
	if !ok {
		return s.waitFor(t, srv)
	}
	s.settle(srv, slot)
	return true
}
