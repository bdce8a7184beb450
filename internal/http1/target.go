package http1

import "bytes"

// TargetForm is one of the four forms of a request target (RFC 9112 section 3.2).
type TargetForm uint8

// The forms of a request target.
const (
	FormOrigin    TargetForm = iota // /path?query
	FormAbsolute                    // scheme://authority/path?query
	FormAuthority                   // host:port, CONNECT only
	FormAsterisk                    // *, OPTIONS only
)

// targetParts are lengths of the pieces of a target, which follow each other:
// scheme, "://", authority, path, query. The query begins with its question mark.
type targetParts struct{ scheme, authority, path, query uint32 }

// split finds the pieces of the target. It reports false for what is none of the four forms.
func (r *Request) split() bool {
	t := r.Target()
	r.parts = targetParts{}
	switch {
	case len(t) == 0:
		return false
	case t[0] == '/':
		r.Form = FormOrigin
		r.splitPath(t)
		return true
	case len(t) == 1 && t[0] == '*':
		r.Form = FormAsterisk
		return true
	}
	return r.splitAuthority(t)
}

// splitPath finds path and query in what follows the authority.
func (r *Request) splitPath(t []byte) {
	end := len(t)
	if hash := bytes.IndexByte(t, '#'); hash >= 0 {
		end = hash
	}
	path := end
	if mark := bytes.IndexByte(t[:end], '?'); mark >= 0 {
		path = mark
	}
	r.parts.path, r.parts.query = uint32(path), uint32(end-path)
}

// splitAuthority takes the absolute and the authority form.
func (r *Request) splitAuthority(t []byte) bool {
	scheme := schemeLen(t)
	if scheme == 0 {
		r.Form = FormAuthority
		r.parts.authority = uint32(len(t))
		return !bytes.ContainsAny(t, "/?#")
	}
	r.Form = FormAbsolute
	rest := t[scheme+3:]
	end := bytes.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	r.parts.scheme, r.parts.authority = uint32(scheme), uint32(end)
	r.splitPath(rest[end:])
	return true
}

// schemeLen returns the length of the scheme before "://", or 0.
func schemeLen(t []byte) int {
	if t[0]|0x20 < 'a' || t[0]|0x20 > 'z' {
		return 0
	}
	i := bytes.IndexByte(t, ':')
	if i < 0 || len(t) < i+3 || t[i+1] != '/' || t[i+2] != '/' {
		return 0
	}
	for _, c := range t[:i] {
		if classes[c]&classToken == 0 || !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '+' || c == '-' || c == '.') {
			return 0
		}
	}
	return i
}

// Target returns the whole target, normalised: a default port and an empty
// path of the absolute form are as the reference hands them to rules and servers.
func (r *Request) Target() []byte { return r.text(r.target) }

// Scheme returns the scheme of the absolute form, or nothing.
func (r *Request) Scheme() []byte { return r.Target()[:r.parts.scheme] }

// Authority returns the authority of the absolute and the authority form, userinfo included, or nothing.
func (r *Request) Authority() []byte {
	at := r.authorityAt()
	return r.Target()[at : at+r.parts.authority]
}

// Path returns the path, without the query; nothing for `*` and CONNECT, `/`
// for an absolute form without one.
func (r *Request) Path() []byte {
	if r.Form == FormAbsolute && r.parts.path == 0 {
		return []byte("/")
	}
	at := r.pathAt()
	return r.Target()[at : at+r.parts.path]
}

// Query returns what follows the first question mark, without it.
func (r *Request) Query() []byte {
	if r.parts.query == 0 {
		return nil
	}
	at := r.pathAt() + r.parts.path
	return r.Target()[at+1 : at+r.parts.query]
}

// PathQuery returns path, question mark and query as they stand.
func (r *Request) PathQuery() []byte {
	at := r.pathAt()
	return r.Target()[at : at+r.parts.path+r.parts.query]
}

// HasQuery reports a question mark, even one with nothing behind it.
func (r *Request) HasQuery() bool { return r.parts.query > 0 }

func (r *Request) authorityAt() uint32 {
	if r.Form == FormAbsolute {
		return r.parts.scheme + 3
	}
	return 0
}

func (r *Request) pathAt() uint32 { return r.authorityAt() + r.parts.authority }
