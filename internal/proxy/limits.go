package proxy

import "time"

// A limitKind is one of the delays that rules may change for their request.
type limitKind uint8

// The delays, in the order of their names.
const (
	limitClient limitKind = iota
	limitConnect
	limitQueue
	limitServer
	limitTarpit
	limitTunnel
	numLimits
)

var limitNames = [numLimits]string{"client", "connect", "queue", "server", "tarpit", "tunnel"}

// ownLimits are what rules have set for a request in place of what its proxies say. The zero value changes nothing.
type ownLimits struct {
	delay   [numLimits]time.Duration // 0: the proxy's
	retries int                      // plus 1; 0: the backend's
}

// enter forgets what a frontend's rules have set of what is the backend's to say.
func (l *ownLimits) enter() {
	*l = ownLimits{delay: [numLimits]time.Duration{limitClient: l.delay[limitClient], limitTarpit: l.delay[limitTarpit]}}
}

// limit is a delay as it holds for the request.
func (s *Stream) limit(k limitKind) time.Duration {
	if d := s.own.delay[k]; d != 0 {
		return d
	}
	return s.usualLimit(k)
}

// usualLimit is a delay as the frontend or the backend says it; without a backend those of one are 0.
func (s *Stream) usualLimit(k limitKind) time.Duration {
	switch b := s.backend(); {
	case k == limitClient:
		return s.front.Timeouts.Client
	case b != nil:
		return b.Timeouts.of(k)
	case k == limitTarpit:
		return s.front.Timeouts.Tarpit
	}
	return 0
}

// of returns one of the delays.
func (t *ServerTimeouts) of(k limitKind) time.Duration {
	switch k {
	case limitConnect:
		return t.Connect
	case limitQueue:
		return t.Queue
	case limitServer:
		return t.Server
	case limitTarpit:
		return t.Tarpit
	case limitTunnel:
		return t.Tunnel
	}
	return 0
}

// backend is that of the request; before it is chosen, that of a listen section itself.
func (s *Stream) backend() *Backend {
	if s.back == nil && s.front.Default != nil && s.front.Default.Proxy == s.front.Proxy {
		return s.front.Default
	}
	return s.back
}

// maxRetries is how many attempts the request has after its first.
func (s *Stream) maxRetries() int {
	if s.own.retries > 0 {
		return s.own.retries - 1
	}
	return s.backend().Retry.Retries
}
