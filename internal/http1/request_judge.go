package http1

// judgeRequest applies the rules that need the whole head.
func (r *Request) judgeRequest(o *Options) *Error {
	if r.Version == Version10 && r.HasBody() && (o == nil || !o.AnyBody) {
		switch r.Method {
		case MethodGet, MethodHead, MethodDelete:
			return r.fail(413, 0, StateFieldDone, "HTTP/1.0 GET, HEAD or DELETE with a body")
		}
	}
	if r.seen&(1<<FieldConnection) != 0 {
		if err := r.nominate(400); err != nil {
			return err
		}
	}
	if r.UpgradeAsked() && r.hasUpgrade("websocket") && !r.hasValue(FieldWebSocketKey) {
		at := r.FindID(FieldUpgrade, 0)
		if !o.lenient() {
			return r.fail(400, int(r.fields[at].value), StateFieldDone, "websocket upgrade without a key")
		}
		r.violate(int(r.fields[at].value))
	}
	return nil
}

// hasValue reports whether a field of this identity has a value.
func (h *Head) hasValue(id FieldID) bool {
	i := h.FindID(id, 0)
	return i >= 0 && h.fields[i].valueLen > 0
}
