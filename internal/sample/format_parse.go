package sample

import (
	"fmt"
	"strings"
)

// ParseFormat compiles a log-format string for the place env describes. In log formats runs of blanks become one, and
// what is missing is written as a dash.
func ParseFormat(src string, env *Env) (*Format, error) { return parseFormat(src, env, 0) }

// ParseBody is ParseFormat for the body of an answer, where control characters may stand.
func ParseBody(src string, env *Env) (*Format, error) { return parseFormat(src, env, bodily) }

func parseFormat(src string, env *Env, flags Flags) (*Format, error) {
	p := formatParser{env: env, f: &Format{src: src}, flags: flags}
	if env.At&AtLog != 0 {
		p.flags, p.f.merge = logged|Dash, true
	}
	for rest := src; rest != ""; {
		var err error
		if rest, err = p.next(rest); err != nil {
			return nil, err
		}
	}
	p.flush()
	return p.f, nil
}

// formatParser compiles one format, piece by piece.
type formatParser struct {
	env   *Env
	f     *Format
	flags Flags // what %{...}o has set so far
	text  strings.Builder
}

// next reads one text or item at the beginning of s.
func (p *formatParser) next(s string) (rest string, err error) {
	n := strings.IndexByte(s, '%')
	switch {
	case n < 0:
		n = len(s)
		fallthrough
	case n > 0:
		p.literal(s[:n])
		return s[n:], nil
	case strings.HasPrefix(s, "%%"):
		p.literal("%")
		return s[2:], nil
	}
	return p.item(s)
}

// literal adds text, blanks merged when it is for a log.
func (p *formatParser) literal(s string) {
	for i := range len(s) {
		if s[i] == ' ' && p.f.merge && strings.HasSuffix(p.text.String(), " ") {
			continue
		}
		p.text.WriteByte(s[i])
	}
}

func (p *formatParser) flush() {
	if p.text.Len() > 0 {
		p.f.parts = append(p.f.parts, part{lit: p.text.String()})
		p.text.Reset()
	}
}

// item reads %[(name)][{flags}]variable or %[(name)][{flags}][expression]; s begins with the percent sign.
func (p *formatParser) item(s string) (rest string, err error) {
	it := part{flags: p.flags}
	rest = s[1:]
	for rest != "" && (rest[0] == '(' || rest[0] == '{') {
		end := strings.IndexByte(rest, ")}"[rest[0]>>6])
		if end < 0 {
			return "", fmt.Errorf("truncated line after '%s'", rest[1:])
		}
		if rest[0] == '(' {
			err = it.setName(rest[1:end])
		} else {
			it.flags, err = it.flags.apply(rest[1:end])
		}
		if err != nil {
			return "", err
		}
		rest = rest[end+1:]
	}
	if strings.HasPrefix(rest, "[") {
		return p.expr(it, rest[1:])
	}
	n := 0
	for n < len(rest) && isAlnum(rest[n]) {
		n++
	}
	switch name := rest[:n]; {
	case n == 0 && len(s)-len(rest) > 1:
		return "", fmt.Errorf("parse argument modifier without variable name near '%s'", s[:len(s)-len(rest)])
	case rest == "":
		return "", fmt.Errorf("truncated line after '%%'")
	case name == "o":
		p.setAll(it.flags)
	default:
		if it.v = registry.logVars[name]; it.v == nil {
			return "", fmt.Errorf("no such format alias '%s'. If you wanted to emit the '%%' character verbatim, you need to use '%%%%'", name)
		}
		if p.env.At != 0 && it.v.Points()&p.env.At == 0 {
			return "", fmt.Errorf("format alias '%s' may not be used here because it needs '%v' which is not available here", name, it.v.Needs)
		}
		p.add(it)
	}
	return rest[n:], nil
}

// setAll makes flags hold for all items that follow. An encoding set so before the first item makes the whole an object.
func (p *formatParser) setAll(f Flags) {
	p.flags = f
	if enc := f & (JSON | CBOR); enc != 0 && len(p.f.parts) == 0 {
		p.f.whole = f & (JSON | CBOR | Raw)
	}
}

// setName reads the name of an item and perhaps the type it shall have, as in "bytes:sint".
func (it *part) setName(s string) error {
	name, typ, typed := strings.Cut(s, ":")
	it.name = name
	if !typed {
		return nil
	}
	for _, t := range [...]Type{Bool, Int, Str} {
		if typeNames[t] == typ {
			it.as = t
			return nil
		}
	}
	return fmt.Errorf("unknown type '%s' of item '%s': expected bool, sint or str", typ, name)
}

// expr reads an expression up to its closing bracket.
func (p *formatParser) expr(it part, s string) (rest string, err error) {
	var tail string
	if it.e, tail, err = parsePrefix(s, p.env); err != nil {
		return "", fmt.Errorf("failed to parse sample expression <%s> : %w", s, err)
	}
	text := s[:len(s)-len(tail)]
	switch {
	case tail == "":
		return "", fmt.Errorf("missing ']' after '%s'", text)
	case tail[0] != ']':
		return "", fmt.Errorf("expected ']' after '%s', but found '%c'", text, tail[0])
	case p.env.At != 0 && it.e.fetch.Points()&p.env.At == 0:
		return "", fmt.Errorf("sample fetch <%s> may not be reliably used here because it needs '%v' which is not available here", text, it.e.Needs())
	case !CanCast(it.e.Type(), Str):
		return "", fmt.Errorf("sample fetch <%s> has type %v and cannot be written", text, it.e.Type())
	}
	p.add(it)
	return tail[1:], nil
}

func (p *formatParser) add(it part) {
	p.flush()
	p.f.parts = append(p.f.parts, it)
}
