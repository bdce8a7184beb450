package proxy

import (
	"errors"

	"metergate/internal/conf"
	"metergate/internal/http1"
)

var srvRedir = conf.Scalar(conf.Spec{
	Name: "redir", In: conf.ServerLine, Usage: "redir <prefix>",
	Help: "Sends GET and HEAD requests for this server to another place: the prefix with path and query behind it. Others are sent to the server.",
}, func(a *conf.Args) (string, error) {
	prefix := a.Next().Text
	if prefix == "" {
		return "", errors.New("'redir' expects <prefix> as argument.")
	}
	return prefix, nil
})

// redirected sends the client to the place that the server has for its files, and returns true, when there is one and the request
// reads only.
func (s *Stream) redirected() bool {
	prefix := s.server.Redir
	if prefix == "" || s.req.Method != http1.MethodGet && s.req.Method != http1.MethodHead {
		return false
	}
	l := s.lane
	stot.Inc(s.server.Set, l.shard)
	sessRate.Add(s.server.Set, l.shard, 1, s.task.Now()/1e6)
	l.line = append(append(l.line[:0], prefix...), s.req.PathQuery()...)
	head := s.Respond(302)
	head.Add([]byte("cache-control"), []byte("no-cache"))
	head.Add([]byte("location"), l.line)
	s.endAs(Locally, InConnect)
	s.sendReply()
	return true
}
