package http1

import "bytes"

// judgeTarget checks target and Host, and normalises both as the reference
// does (RFC 9112 section 3.2, RFC 3986 section 6.2.3): a default or empty port
// leaves an absolute target and the Host that goes with it.
func (r *Request) judgeTarget(o *Options) *Error {
	host, err := r.judgeHost(o.lenient())
	if err != nil {
		return err
	}
	if !r.split() || !r.formFits() {
		return r.fail(400, int(r.target.off), StateRequestTarget, "request target does not fit the method")
	}
	switch r.Form {
	case FormAuthority:
		return r.judgeConnect(host, o.lenient())
	case FormAbsolute:
		return r.judgeAbsolute(host, o.lenient())
	}
	return nil
}

// formFits reports whether the method may have a target of this form.
func (r *Request) formFits() bool {
	switch r.Form {
	case FormAuthority:
		return r.Method == MethodConnect
	case FormAsterisk:
		return r.Method == MethodOptions
	}
	return r.Method != MethodConnect
}

// judgeHost returns the index of the Host field, or -1. HTTP/1.1 must have
// exactly one (RFC 9112 section 3.2); lenient mode forgives what the reference
// forgives: none, or the same one again.
func (r *Request) judgeHost(lenient bool) (int, *Error) {
	host := r.FindID(FieldHost, 0)
	if host < 0 {
		if r.Version == Version11 && !lenient {
			return 0, r.fail(400, len(r.buf), StateLastLF, "missing host")
		}
		return -1, nil
	}
	f := r.fields[host]
	if !isHost(r.Value(host)) {
		return 0, r.fail(400, int(f.value), StateFieldDone, "malformed host")
	}
	for i := r.FindID(FieldHost, host+1); i >= 0; i = r.FindID(FieldHost, i) {
		if !lenient || !equalFold(r.Value(i), r.Value(host)) {
			return 0, r.fail(400, int(r.fields[i].value), StateFieldDone, "more than one host")
		}
		r.violate(int(r.fields[i].value))
		r.DelAt(i)
	}
	return host, nil
}

// isHost reports whether v is uri-host [":" port], perhaps empty (RFC 9110 section 7.2).
func isHost(v []byte) bool {
	end := spanOf(v, 0, className)
	if end == 0 && len(v) > 0 && v[0] == '[' {
		end = literalEnd(v)
	}
	return end == len(v) || v[end] == ':' && isPort(v[end+1:])
}

// literalEnd returns the position behind the IP literal in brackets that v
// begins with, or 0, where a bracket makes isHost fail.
func literalEnd(v []byte) int {
	for i := 1; i < len(v); i++ {
		switch c := v[i]; {
		case c == ']' && i > 1:
			return i + 1
		case c != ':' && classes[c]&className == 0:
			return 0
		}
	}
	return 0
}

// isPort reports whether p is empty or a number up to 65535.
func isPort(p []byte) bool {
	n, ok := parseLength(p)
	return len(p) == 0 || ok && n <= 65535
}

// cutPort splits host:port at the colon behind the host, brackets respected.
func cutPort(v []byte) (host, port []byte, found bool) {
	i := bytes.LastIndexByte(v, ':')
	if i < 0 || bytes.IndexByte(v[i:], ']') >= 0 {
		return v, nil, false
	}
	return v[:i], v[i+1:], true
}

// cutUserinfo returns what follows the last '@'.
func cutUserinfo(v []byte) []byte { return v[bytes.LastIndexByte(v, '@')+1:] }

// judgeConnect checks host:port of CONNECT against Host. A Host with the same
// port loses it when it is 80 or 443, as in the reference.
func (r *Request) judgeConnect(host int, lenient bool) *Error {
	name, port, _ := cutPort(r.Authority())
	if !isHost(r.Authority()) || len(port) == 0 || len(name) == 0 {
		if !lenient {
			return r.fail(400, int(r.target.off), StateRequestTarget, "CONNECT target is no host:port")
		}
		r.violate(int(r.target.off))
		return nil
	}
	if host < 0 {
		return nil
	}
	standard := string(port) == "80" || string(port) == "443"
	hostName, hostPort, _ := cutPort(r.Value(host))
	if !equalFold(name, hostName) || len(hostPort) == 0 && !standard || len(hostPort) > 0 && !bytes.Equal(port, hostPort) {
		return r.mismatch(host, lenient)
	}
	if len(hostPort) > 0 && standard {
		r.fields[host].valueLen = uint32(len(hostName))
		r.fields[host].flags &^= fieldPlain
	}
	return nil
}

// mismatch refuses an authority that differs from Host, or records it.
func (r *Request) mismatch(host int, lenient bool) *Error {
	at := int(r.fields[host].value)
	if !lenient {
		return r.fail(400, at, StateFieldDone, "host differs from the target's authority")
	}
	r.violate(at)
	return nil
}

// judgeAbsolute checks the authority of an absolute target against Host.
func (r *Request) judgeAbsolute(host int, lenient bool) *Error {
	bare := cutUserinfo(r.Authority())
	if !isHost(bare) {
		return r.fail(400, int(r.target.off), StateRequestTarget, "malformed authority in the target")
	}
	name, port, hasPort := cutPort(bare)
	standard := r.isDefaultPort(port)
	if host >= 0 {
		hostName, hostPort, _ := cutPort(r.Value(host))
		same := standard && r.isDefaultPort(hostPort) || bytes.Equal(port, hostPort)
		if !equalFold(name, hostName) || !same {
			if err := r.mismatch(host, lenient); err != nil {
				return err
			}
			host = -1
		}
	} else if r.seen&(1<<FieldHost) == 0 {
		r.Add([]byte("host"), bare)
		host = len(r.fields) - 1
	}
	r.normalise(host, hasPort && standard, len(name), len(bare))
	return nil
}

// isDefaultPort reports whether the port may be left out: empty, or the scheme's own.
func (r *Request) isDefaultPort(port []byte) bool {
	switch string(port) {
	case "":
		return true
	case "80":
		return equalFold(r.Scheme(), "http")
	case "443":
		return equalFold(r.Scheme(), "https")
	}
	return false
}

// normalise drops the authority's default port, from Host too, and writes the
// path that an absolute target without path and query stands for; in OPTIONS it stands for the server as a whole.
func (r *Request) normalise(host int, dropPort bool, nameLen, bareLen int) {
	if dropPort {
		end := r.pathAt()
		r.splice(end-uint32(bareLen-nameLen), uint32(bareLen-nameLen))
		if host >= 0 {
			bare := cutUserinfo(r.Authority())
			at := r.target.off + r.pathAt() - uint32(len(bare))
			r.fields[host].value, r.fields[host].valueLen = at, uint32(len(bare))
			r.fields[host].flags &^= fieldPlain
		}
	}
	if r.parts.path+r.parts.query == 0 && r.pathAt() == r.target.len && r.Method != MethodOptions {
		r.splice(r.pathAt(), 0, []byte{'/'})
	}
}
