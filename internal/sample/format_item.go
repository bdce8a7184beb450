package sample

// append writes one item.
func (p *part) append(dst []byte, cx *Ctx) []byte {
	mark := cx.Mark()
	switch {
	case p.flags&(JSON|CBOR) != 0:
		dst = p.encode(dst, cx)
	case p.e != nil:
		v, ok := p.value(cx)
		dst = p.appendExpr(dst, cx, v, ok)
	case p.v.Append != nil:
		dst = p.v.Append(dst, cx, p.flags)
	default:
		v, ok := p.value(cx)
		dst = p.appendVar(dst, v, ok)
	}
	cx.Release(mark)
	return dst
}

// encode writes the item in JSON or CBOR.
func (p *part) encode(dst []byte, cx *Ctx) []byte {
	if p.v != nil && p.v.Each != nil {
		return p.appendArray(dst, cx)
	}
	v, ok := p.value(cx)
	if p.v != nil && p.v.Append != nil && len(v.b) == 0 {
		return appendNull(dst, p.flags)
	}
	switch {
	case p.v == nil || !ok:
	case p.v.Kind == NumVar && p.as == Any:
		v, ok = v.Cast(cx, Int)
	case p.v.Kind == LineVar && p.flags&(Raw|JSON) != Raw|JSON: // JSON says by itself what bytes there are
		v = StrOf(AppendLineText(cx.Temp(len(v.b)), v.b)) // marked as in other logs
	}
	return appendEncoded(dst, cx, v, ok, p.flags)
}

// value computes the part's value.
func (p *part) value(cx *Ctx) (v Value, ok bool) {
	switch {
	case p.e != nil:
		v, ok = p.e.Eval(cx)
	case p.v.Get != nil:
		v, ok = p.v.Get(cx)
	default:
		return cx.Str(p.v.Append(cx.Temp(128), cx, p.flags&^(JSON|CBOR|Dash|Quote)))
	}
	if ok {
		v, ok = v.Cast(cx, p.as)
	}
	return v, ok
}

// appendExpr writes the value of an expression. Quotes are only put around it in logs and bodies: the reference has it so.
func (p *part) appendExpr(dst []byte, cx *Ctx, v Value, ok bool) []byte {
	if ok {
		v, ok = v.Cast(cx, Str)
	}
	quote := p.flags&Quote != 0 && p.flags&(logged|bodily) != 0
	if !ok || len(v.b) == 0 {
		return appendMissing(dst, p.flags&Dash != 0, quote)
	}
	mark, set := byte('%'), &unsafeMessage
	if p.flags&logged != 0 {
		mark, set = '#', &unsafeControl
	}
	if quote {
		dst, set = append(dst, '"'), &unsafeQuoted
	}
	switch {
	case p.flags&bodily != 0 && p.flags&Escape != 0:
		dst = appendBackslashed(dst, v.b)
	case p.flags&Escape != 0:
		dst = appendEscaped(dst, v.b, mark)
	case p.flags&(Raw|bodily) != 0:
		dst = append(dst, v.b...)
	default:
		dst = appendMarked(dst, v.b, set, mark)
	}
	if quote {
		dst = append(dst, '"')
	}
	return dst
}

// appendVar writes the value of a log variable.
func (p *part) appendVar(dst []byte, v Value, ok bool) []byte {
	missing := !ok || v.isText() && len(v.b) == 0
	quote := p.quotes(missing)
	if missing {
		return appendMissing(dst, p.flags&Dash != 0 && !(ok && p.v.Kind == LineVar), quote) // an empty part of the line is no missing one
	}
	if quote {
		dst = append(dst, '"')
	}
	switch {
	case !v.isText() && p.flags&Hex != 0:
		dst = p.appendHex(dst, v)
	case !v.isText():
		dst = v.AppendText(dst)
	case p.v.Kind == LineVar:
		dst = appendGuarded(dst, v.b, &unsafeLine, p.flags)
	case p.v.Kind == HeaderVar:
		dst = AppendHeaderText(dst, v.b, p.flags)
	case p.flags&Escape != 0:
		dst = appendEscaped(dst, v.b, '#')
	default:
		dst = appendMarked(dst, v.b, &unsafeControl, '#')
	}
	if quote {
		dst = append(dst, '"')
	}
	return dst
}

// quotes reports whether quotes are put around a variable: +Q wants them around texts, addresses that are no hexadecimal
// numbers, and what stands for such numbers where there is none.
func (p *part) quotes(missing bool) bool {
	switch p.v.Kind {
	case TextVar, LineVar, HeaderVar:
	case AddrVar:
		if p.flags&Hex != 0 && !missing {
			return false
		}
	case HexVar:
		if !missing {
			return false
		}
	default:
		return false
	}
	return p.flags&Quote != 0
}

// appendHex writes the value under +X: addresses digit by digit, numbers of kind HexVar with four digits or more.
func (p *part) appendHex(dst []byte, v Value) []byte {
	switch {
	case v.typ == IPv4:
		return appendDigits(dst, v.lo, 8)
	case v.typ == IPv6:
		return appendDigits(appendDigits(dst, v.hi, 16), v.lo, 16)
	case p.v.Kind == HexVar && v.typ == Int:
		return appendDigits(dst, v.lo, 4)
	}
	return v.AppendText(dst)
}

// appendDigits appends n in upper-case hexadecimal with at least width digits.
func appendDigits(dst []byte, n uint64, width int) []byte {
	for i := 15; i >= 0; i-- {
		if d := n >> (4 * i); d != 0 || i < width {
			dst = append(dst, upperHex[d&15])
		}
	}
	return dst
}

func appendMissing(dst []byte, dash, quote bool) []byte {
	switch {
	case quote:
		return append(dst, `""`...)
	case dash:
		return append(dst, '-')
	}
	return dst
}

func (v Value) isText() bool { return v.typ == Str || v.typ == Bin || v.typ == Meth }
