package proxy

import (
	"bytes"

	"metergate/internal/compress"
	"metergate/internal/http1"
)

// A packing is what a stream has decided about compression.
type packing struct {
	choice compress.Algorithm // that the client and the sections agree on, for the response
	packs  bool               // the response is compressed, or will be
}

// compressions returns what the backend and the frontend say, in this order; nil where they say nothing.
func (s *Stream) compressions() [2]*Compression {
	if s.back == nil || s.back.Proxy == s.front.Proxy {
		return [2]*Compression{s.front.Compression}
	}
	return [2]*Compression{s.back.Compression, s.front.Compression}
}

// packer returns how responses (or requests) are compressed, each setting from the first section that has it, and
// whether they are at all.
func (s *Stream) packingOf(requests bool) (p Packing, on bool) {
	for _, z := range s.compressions() {
		if z == nil {
			continue
		}
		own := &z.Response
		if requests {
			own = &z.Request
		}
		on = on || requests && z.Requests || !requests && z.Responses
		if len(p.Algorithms) == 0 {
			p.Algorithms = own.Algorithms
		}
		if len(p.Types) == 0 {
			p.Types = own.Types
		}
		if p.MinSize == 0 {
			p.MinSize = own.MinSize
		}
	}
	return p, on && len(p.Algorithms) > 0
}

// offerPacking decides how the response to the request may be compressed.
func (s *Stream) offerPacking() {
	zs := s.compressions()
	if zs[0] == nil && zs[1] == nil {
		return
	}
	p, on := s.packingOf(false)
	if !on || s.oldBrowser() {
		return
	}
	choice := compress.NewChoice(p.Algorithms)
	valueWalk{&s.req.Head, "accept-encoding", false}.each(func(item []byte) bool { choice.Ask(item); return true })
	s.packing.choice = choice.Algorithm()
	if choice.Asked() && (zs[0] != nil && zs[0].Offload || zs[1] != nil && zs[1].Offload) {
		s.req.Del([]byte("accept-encoding"))
	}
}

// oldBrowser reports a client that calls itself Mozilla/4 and cannot be trusted to read what it accepts: all of them
// but Internet Explorer 7 and later, and 6 with the service pack that repaired it.
func (s *Stream) oldBrowser() bool {
	agent, _ := s.req.Get("user-agent")
	if !bytes.HasPrefix(agent, []byte("Mozilla/4")) {
		return false
	}
	if len(agent) < 31 || string(agent[25:30]) != "MSIE " || agent[30] < '6' {
		return true
	}
	return agent[30] == '6' && (len(agent) < 54 || string(agent[51:54]) != "SV1")
}

// choosePacking decides whether the response is compressed, before rules see it.
func (s *Stream) choosePacking() {
	if s.packing.choice == compress.None {
		return
	}
	p, _ := s.packingOf(false)
	s.packing.packs = s.packable() && p.wants(&s.res.Head) && s.lane.allowsCompression()
}

// packable reports whether the response is one that may be compressed, whatever is in it.
func (s *Stream) packable() bool {
	r := &s.res
	switch {
	case r.Version != http1.Version11 || s.req.Version != http1.Version11 || s.req.Method == http1.MethodHead:
		return false
	case r.Status < 200 || r.Status > 203:
		return false
	case r.Framing != http1.FramingChunked && !(r.Framing == http1.FramingLength && r.Length > 0):
		return false
	case r.Find("content-encoding", 0) >= 0 || forbidsTransform(&r.Head):
		return false
	}
	if kind, _ := r.Get("content-type"); hasFoldedPrefix(kind, "multipart") {
		return false
	}
	tags := r.Count("etag")
	tag, _ := r.Get("etag")
	return tags == 0 || tags == 1 && validTag(tag)
}

func forbidsTransform(h *http1.Head) (found bool) {
	valueWalk{h, "cache-control", false}.each(func(item []byte) bool {
		found = bytes.EqualFold(item, []byte("no-transform"))
		return !found
	})
	return found
}

// validTag reports whether text is an entity tag: in quotes, perhaps behind W/ (RFC 9110 section 8.8.3).
func validTag(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("W/"))
	return len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"'
}

// wants reports whether a message of that type and length is to be compressed.
func (p *Packing) wants(h *http1.Head) bool {
	if h.Framing == http1.FramingLength && h.Length < p.MinSize {
		return false
	}
	if len(p.Types) == 0 {
		return true
	}
	kind, _ := h.Get("content-type")
	for _, t := range p.Types {
		if hasFoldedPrefix(kind, t) {
			return true
		}
	}
	return false
}

func hasFoldedPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && bytes.EqualFold(text[:len(prefix)], []byte(prefix))
}

// pack announces a compressed response and has its body compressed.
func (s *Stream) pack() {
	if !s.packing.packs {
		return
	}
	if !s.packDown.open(s, s.packing.choice) {
		s.packing.packs = false
		return
	}
	announcePacking(&s.res.Head, s.packing.choice)
	weakenTag(&s.res.Head)
	varyOnEncoding(&s.res.Head)
	s.download.chunked, s.download.packer = true, &s.packDown
}

// packRequest has the body of the request compressed, if it is to be.
func (s *Stream) packRequest() {
	p, on := s.packingOf(true)
	r := &s.req
	if !on || s.upload.done || r.Version != http1.Version11 || r.Framing != http1.FramingLength && r.Framing != http1.FramingChunked {
		return
	}
	if r.Find("content-encoding", 0) >= 0 || r.Method == http1.MethodHead || !p.wants(&r.Head) || !s.lane.allowsCompression() {
		return
	}
	if !s.packUp.open(s, p.Algorithms[0]) {
		return
	}
	announcePacking(&r.Head, p.Algorithms[0])
	s.upload.chunked, s.upload.packer = true, &s.packUp
}

// announcePacking frames a message whose body will be compressed.
func announcePacking(h *http1.Head, a compress.Algorithm) {
	h.SetChunked()
	if a != compress.Identity {
		h.Add([]byte("content-encoding"), []byte(a.Token()))
	}
}

// weakenTag makes a strong entity tag a weak one: the bytes are no longer those that it stood for.
func weakenTag(h *http1.Head) {
	if i := h.Find("etag", 0); i >= 0 && h.Value(i)[0] == '"' {
		h.SetValueAt(i, append([]byte("W/"), h.Value(i)...))
	}
}

// varyOnEncoding says that the response depends on what the client accepts, in the last field Vary or in one of its own.
func varyOnEncoding(h *http1.Head) {
	last, said := -1, false
	for i := h.Find("vary", 0); i >= 0; i = h.Find("vary", i+1) {
		for item, rest, ok := http1.NextItem(h.Value(i)); ok; item, rest, ok = http1.NextItem(rest) {
			said = said || bytes.EqualFold(item, []byte("accept-encoding"))
			if len(item) > 0 {
				last = i
			}
		}
	}
	switch {
	case said:
	case last < 0:
		h.Set([]byte("vary"), []byte("Accept-Encoding"))
	default:
		value := append(append([]byte(nil), h.Value(last)...), ",Accept-Encoding"...)
		h.SetValueAt(last, value)
	}
}
