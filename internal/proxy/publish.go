package proxy

import "metergate/internal/conf"

var (
	dirUnpublished = conf.Flag(conf.Spec{
		Name: "be-unpublished", In: conf.Backend, Usage: "be-unpublished",
		Help: "The backend starts unpublished: use_backend and default_backend lines pass over it until the Runtime API publishes it. Its servers are checked.",
	})
	dirForceSwitch = conf.List(conf.Spec{
		Name: "force-be-switch", In: conf.Frontend, Usage: "force-be-switch {if | unless} <condition>",
		Help: "Lets requests reach unpublished backends while the condition holds, so that they can be tried. Disabled ones cannot be reached.",
	}, keepWords)
)

// Publish opens the backend to use_backend and default_backend lines, or closes it.
func (b *Backend) Publish(on bool) { b.unpublished.Store(!on) }

// Disabled reports whether a backend of that name is in the configuration, and disabled there.
func (g *Gateway) Disabled(name string) bool { return g.disabled[name] != nil }

// eligible says that the request may be given to the backend.
func (s *Stream) eligible(b *Backend) bool {
	if !b.unpublished.Load() {
		return true
	}
	for _, c := range s.front.Forced {
		if c.Holds(&s.cx) {
			return true
		}
	}
	return false
}
