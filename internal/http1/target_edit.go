package http1

// SetTarget replaces the whole target. It reports false, and changes nothing,
// when the text is no request target.
func (r *Request) SetTarget(text []byte) bool {
	if !isClass(text, classTarget) {
		return false
	}
	target, parts, form := r.target, r.parts, r.Form
	r.target = r.keep(text)
	if !r.split() {
		r.target, r.parts, r.Form = target, parts, form
		return false
	}
	return true
}

// SetPath replaces the path and leaves the rest of the target. It reports
// false when the result would be no request target.
func (r *Request) SetPath(path []byte) bool {
	return r.splice(r.pathAt(), r.parts.path, path)
}

// SetQuery replaces the query, without its question mark; an empty one takes
// the mark away. It reports false when the result would be no request target.
func (r *Request) SetQuery(query []byte) bool {
	at := r.pathAt() + r.parts.path
	if len(query) == 0 {
		return r.splice(at, r.parts.query, nil)
	}
	if r.parts.query > 0 {
		return r.splice(at+1, r.parts.query-1, query)
	}
	return r.splice(at, 0, []byte{'?'}, query)
}

// SetPathQuery replaces path and query together.
func (r *Request) SetPathQuery(text []byte) bool {
	return r.splice(r.pathAt(), r.parts.path+r.parts.query, text)
}

// splice replaces n bytes at offset at of the target by the pieces.
func (r *Request) splice(at, n uint32, pieces ...[]byte) bool {
	before, after := r.Target()[:at], r.Target()[at+n:]
	target, parts, form := r.target, r.parts, r.Form
	off := uint32(len(r.buf))
	r.buf = append(r.buf, before...)
	for _, p := range pieces {
		r.buf = append(r.buf, p...)
	}
	r.buf = append(r.buf, after...)
	r.target = span{off, uint32(len(r.buf)) - off}
	if !isClass(r.Target(), classTarget) || !r.split() {
		r.target, r.parts, r.Form = target, parts, form
		return false
	}
	return true
}
