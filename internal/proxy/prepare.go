package proxy

import (
	"net/netip"

	"metergate/internal/netio"
)

// prepare makes the request ready for a server, whichever it will be: the fields that options add, and whether it can
// be sent again.
func (s *Stream) prepare() {
	s.replay = s.replay[:0]
	s.replayable = s.back.Retry.On&^RetryConnFailure != 0 && !s.once
	s.addUniqueID()
	s.forwardFor()
	if f := s.back.Options.Forwarded; f != nil {
		s.addForwarded(f)
	}
}

// forwardFor adds the addresses of the client and of ours that it asked, as options forwardfor and originalto of the
// backend and the frontend ask.
func (s *Stream) forwardFor() {
	s.addAddress(s.back.Options.ForwardFor, s.front.Options.ForwardFor, (*Stream).from)
	s.addAddress(s.back.Options.OriginalTo, s.front.Options.OriginalTo, (*Stream).to)
}

// addAddress adds an address under the name that the backend's option gives, else the frontend's. One of the two may leave an
// address out; a field that is there keeps it away only when both say so.
func (s *Stream) addAddress(back, front *ForwardFor, of func(*Stream) netio.Addr) {
	o := back
	if o == nil {
		o = front
	}
	if o == nil {
		return
	}
	a := of(s).Addr().Unmap()
	if !a.IsValid() || back.excepts(a) || front.excepts(a) {
		return
	}
	if back.yields() && front.yields() && s.req.Find(o.Header, 0) >= 0 {
		return
	}
	s.name = append(s.name[:0], o.Header...)
	s.body = a.AppendTo(s.body[:0])
	s.req.Add(s.name, s.body)
}

// excepts reports whether the option leaves the address out.
func (o *ForwardFor) excepts(a netip.Addr) bool {
	if o == nil {
		return false
	}
	for _, n := range o.Except {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// yields reports whether the option adds nothing to a request that has such a field; one that is not there does.
func (o *ForwardFor) yields() bool { return o == nil || o.IfNone }
