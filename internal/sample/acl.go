package sample

// ACL is one named or anonymous ACL: it passes when any of its expressions matches.
type ACL struct {
	// Name is "" for an anonymous one.
	Name  string
	exprs []*aclExpr
	file  string
	line  int
}

// aclExpr is one expression of an ACL with what it is compared with.
type aclExpr struct {
	expr    *Expr
	keyword string // as written: that of the fetch, or one that implies a method
	method  string
	in      Type
	views   []*listView // what the sample is compared with; none for found and bool
	src     string
}

// String returns the canonical text of an anonymous ACL, or the name.
func (a *ACL) String() string {
	if a.Name != "" {
		return a.Name
	}
	return "{ " + a.exprs[0].src + " }"
}

// Needs returns what the ACL draws from, all its expressions together.
func (a *ACL) Needs() (s Source) {
	for _, x := range a.exprs {
		s |= x.expr.Needs()
	}
	return s
}

// Eval answers the ACL.
func (a *ACL) Eval(cx *Ctx) Result {
	best := Fail
	for _, x := range a.exprs {
		if r := x.eval(cx); r == Pass {
			return Pass
		} else if r > best {
			best = r
		}
	}
	return best
}

// eval asks each occurrence of the sample until one matches.
func (x *aclExpr) eval(cx *Ctx) Result {
	mark, outer := cx.Mark(), cx.Iter
	pending := cx.Pending
	cx.Iter, cx.Pending = Iter{On: true}, false
	result := Fail
	for result != Pass {
		cx.Iter.More = false
		v, ok := x.expr.Eval(cx)
		more := cx.Iter.More
		if x.matches(cx, v, ok) {
			result = Pass
		}
		cx.Release(mark)
		if !more {
			break
		}
	}
	if result == Fail && cx.Pending {
		result = Miss
	}
	cx.Iter, cx.Pending = outer, pending
	return result
}

func (x *aclExpr) matches(cx *Ctx, v Value, ok bool) bool {
	if x.method == "found" {
		return ok
	}
	if ok {
		v, ok = v.Cast(cx, x.in)
	}
	switch {
	case !ok:
		return false
	case x.method == "bool":
		return v.Bool()
	}
	for _, w := range x.views {
		if w.find(cx, v) != nil {
			return true
		}
	}
	return false
}
