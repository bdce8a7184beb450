package proxy

import "net/netip"

// prepare makes the request ready for a server, whichever it will be: the fields that options add, and whether it can
// be sent again.
func (s *Stream) prepare() {
	s.replay = s.replay[:0]
	s.replayable = s.back.Retry.On&^RetryConnFailure != 0
	s.addUniqueID()
	s.forwardFor()
	if f := s.back.Options.Forwarded; f != nil {
		s.addForwarded(f)
	}
}

// forwardFor adds the addresses of the client and of ours that it asked, as options forwardfor and originalto of the
// backend or the frontend ask.
func (s *Stream) forwardFor() {
	if o := either(s.back.Options.ForwardFor, s.front.Options.ForwardFor); o != nil {
		s.addAddress(o, s.from().Addr().Unmap())
	}
	if o := either(s.back.Options.OriginalTo, s.front.Options.OriginalTo); o != nil {
		s.addAddress(o, s.to().Addr().Unmap())
	}
}

func either(back, front *ForwardFor) *ForwardFor {
	if back != nil {
		return back
	}
	return front
}

func (s *Stream) addAddress(o *ForwardFor, a netip.Addr) {
	if !a.IsValid() || o.IfNone && s.req.Find(o.Header, 0) >= 0 {
		return
	}
	for _, n := range o.Except {
		if n.Contains(a) {
			return
		}
	}
	s.name = append(s.name[:0], o.Header...)
	s.body = a.AppendTo(s.body[:0])
	s.req.Add(s.name, s.body)
}
