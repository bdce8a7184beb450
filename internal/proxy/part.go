package proxy

// Attach hangs a part on the gateway that a package above this one made for it, such as its history. That is done
// before the gateway serves.
func (g *Gateway) Attach(part any) { g.parts = append(g.parts, part) }

// Part returns the first part of the gateway that is a T, which may be an interface.
func Part[T any](g *Gateway) (part T, ok bool) {
	for _, p := range g.parts {
		if part, ok = p.(T); ok {
			return part, true
		}
	}
	return part, false
}
