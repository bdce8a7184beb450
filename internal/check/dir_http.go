package check

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/regex"
)

var (
	_ = httpRules.declare("comment", "comment <text>", "Explains the steps behind it, in messages about them.", parseComment)
	_ = httpRules.declare("send",
		"send [meth <method>] [{ uri <uri> | uri-lf <format> }] [ver <version>] [hdr <name> <format>]... [{ body <text> | body-lf <format> }] [comment <text>]",
		"Sends a request. What the first one leaves out comes from option httpchk.", parseHTTPSend)
	_ = httpRules.declare("expect",
		"expect "+expectOptions+"[!]{status <codes> | rstatus <regex> | string <text> | rstring <regex> | "+
			"string-lf <format> | {hdr | fhdr} {name | name-lf} [-m <how>] <name> [{value | value-lf} [-m <how>] <value>]}",
		"Judges the answer by its status, its header or its body.", parseHTTPExpect)
)

func parseHTTPSend(a *conf.Args) (rule, error) {
	s := &wishStep{request: &request{}}
	q := s.request
	var err error
	for !a.Done() && err == nil {
		switch word := a.Next().Text; word {
		case "meth":
			q.method, err = a.Text("a method")
		case "uri":
			q.uri, err = textOf(a, "an URI")
		case "uri-lf":
			q.uri, err = formulaOf(a)
		case "ver":
			q.version, err = a.Text("a version")
		case "hdr":
			err = q.parseField(a)
		case "body":
			q.body, err = textOf(a, "a body")
		case "body-lf":
			q.body, err = formulaOf(a)
		case "comment":
			s.comment, err = a.Text("a comment")
		default:
			err = fmt.Errorf("'%s' expects meth, uri, uri-lf, ver, hdr, body, body-lf or comment, not '%s'", a.Name(), word)
		}
	}
	if err != nil {
		return rule{}, err
	}
	return rule{step: s}, q.valid(a.Name())
}

// textOf reads a text that stands for itself, formulaOf a log-format.
func textOf(a *conf.Args, what string) (formula, error) {
	word, err := a.Text(what)
	return literal(word), err
}

func formulaOf(a *conf.Args) (formula, error) {
	word, err := a.Text("a log-format")
	if err != nil {
		return formula{}, err
	}
	f, err := parseFormula(word)
	if err != nil {
		err = fmt.Errorf("'%s': %w", a.Name(), err)
	}
	return f, err
}

// parseField reads a header field, whose value is a log-format.
func (q *request) parseField(a *conf.Args) error {
	name, err := a.Text("a name and a value behind hdr")
	if err != nil {
		return err
	}
	if a.Done() {
		return fmt.Errorf("'%s' expects a name and a value behind hdr", a.Name())
	}
	value, err := parseFormula(a.Next().Text)
	if err != nil {
		return fmt.Errorf("'%s': %w", a.Name(), err)
	}
	q.fields = append(q.fields, field{strings.ToLower(name), value})
	return nil
}

func parseHTTPExpect(a *conf.Args) (rule, error) {
	return parseExpect(a, func(a *conf.Args, _ *expectation, form string) (step, error) {
		switch form {
		case "status":
			c, err := parseCodes(a)
			return &httpExpectStep{matcher: c}, err
		case "rstatus":
			m, err := parseRegexStatus(a)
			return &httpExpectStep{matcher: m}, err
		case "hdr", "fhdr":
			m, err := parseHeader(a, form == "fhdr")
			return &httpExpectStep{matcher: m}, err
		case "string", "rstring", "string-lf":
			return parseBody(a, form)
		}
		return nil, fmt.Errorf("'%s' expects status, rstatus, hdr, fhdr, string, rstring or string-lf, not '%s'", a.Name(), form)
	})
}

func parseBody(a *conf.Args, form string) (step, error) {
	p, err := nextPattern(a, form)
	if err != nil {
		return nil, err
	}
	return &httpBodyStep{pattern: p}, nil
}

// parseCodes reads a list of status codes and ranges, as 200,300-310.
func parseCodes(a *conf.Args) (codes, error) {
	list, err := a.Text("a list of status codes")
	if err != nil {
		return nil, err
	}
	var c codes
	for item := range strings.SplitSeq(list, ",") {
		low, high, ranged := strings.Cut(item, "-")
		if !ranged {
			high = low
		}
		from, err1 := strconv.Atoi(low)
		to, err2 := strconv.Atoi(high)
		if err1 != nil || err2 != nil || from < 100 || from > to || to > 999 {
			return nil, fmt.Errorf("'%s': '%s' is no status code and no range of them", a.Name(), item)
		}
		c = append(c, [2]int{from, to})
	}
	return c, nil
}

func parseRegexStatus(a *conf.Args) (m statusPattern, err error) {
	text, err := a.Text("a regular expression")
	if err != nil {
		return m, err
	}
	if m.re, err = regex.Compile(text, false); err != nil {
		return m, fmt.Errorf("'%s': %w", a.Name(), err)
	}
	warnLimited(a, m.re, text)
	return m, nil
}

// parseHeader reads what a field is matched by.
func parseHeader(a *conf.Args, whole bool) (*headerMatch, error) {
	m := &headerMatch{whole: whole}
	word := a.Next().Text
	if word != "name" && word != "name-lf" {
		return m, fmt.Errorf("'%s' expects name or name-lf behind hdr and fhdr, not '%s'", a.Name(), word)
	}
	name, err := parseWanted(a, "the name of a field", true, word == "name-lf")
	if err != nil {
		return m, err
	}
	m.name = *name
	if word := a.Peek(); word == "value" || word == "value-lf" {
		a.Next()
		m.value, err = parseWanted(a, "the value of a field", false, word == "value-lf")
	}
	return m, err
}
