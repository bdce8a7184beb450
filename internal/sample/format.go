package sample

// Format is a compiled log-format string.
type Format struct {
	parts []part
	src   string
	whole Flags // JSON or CBOR when the items with names make one object
	merge bool  // runs of blanks become one, also around items that are empty
}

// part is one piece of a Format: a text, a variable or an expression.
type part struct {
	lit   string
	v     *LogVar
	e     *Expr
	flags Flags
	name  string // in the object, if any
	as    Type   // what the value is cast to; Any leaves it
}

// String returns the text the format was compiled from.
func (f *Format) String() string { return f.src }

// Literal returns the text of a format without items, and whether it is one.
func (f *Format) Literal() (string, bool) {
	switch {
	case len(f.parts) == 0 && f.whole == 0:
		return "", true
	case len(f.parts) == 1 && f.parts[0].v == nil && f.parts[0].e == nil && f.whole == 0:
		return f.parts[0].lit, true
	}
	return "", false
}

// Vars calls yield with each log variable of the format.
func (f *Format) Vars(yield func(*LogVar) bool) {
	for i := range f.parts {
		if v := f.parts[i].v; v != nil && !yield(v) {
			return
		}
	}
}

// Fetches calls yield with the fetch of each expression of the format.
func (f *Format) Fetches(yield func(*Fetch) bool) {
	for i := range f.parts {
		if e := f.parts[i].e; e != nil && !yield(e.fetch) {
			return
		}
	}
}

// Append writes the formatted text behind dst. It allocates only when dst has to grow.
func (f *Format) Append(dst []byte, cx *Ctx) []byte {
	if f.whole != 0 {
		return f.appendObject(dst, cx)
	}
	space := f.merge // nothing yet, or a blank, stands before the next part
	for i := range f.parts {
		p, n := &f.parts[i], len(dst)
		switch {
		case p.v != nil || p.e != nil:
			dst = p.append(dst, cx)
			space = space && len(dst) == n
		case space && p.lit[0] == ' ':
			dst = append(dst, p.lit[1:]...)
			space = len(p.lit) == 1 || p.lit[len(p.lit)-1] == ' '
		default:
			dst = append(dst, p.lit...)
			space = f.merge && p.lit[len(p.lit)-1] == ' '
		}
	}
	return dst
}

// appendObject writes the items with names as one object.
func (f *Format) appendObject(dst []byte, cx *Ctx) []byte {
	w := newObject(dst, f.whole)
	for i := range f.parts {
		if p := &f.parts[i]; p.name != "" {
			w.key(p.name)
			w.dst = p.append(w.dst, cx)
		}
	}
	return w.end()
}
