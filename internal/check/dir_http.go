package check

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/sample"
)

var (
	_ = httpRules.declare("comment", "comment <text>", "Explains the steps behind it, in messages about them.", parseComment)
	_ = httpRules.declare("send",
		"send [meth <method>] [uri <uri>] [ver <version>] [hdr <name> <value>]... [body <text>] [comment <text>]",
		"Sends a request. What the first one leaves out comes from option httpchk.", parseHTTPSend)
	_ = httpRules.declare("expect",
		"expect "+expectOptions+"[!]{status <codes> | rstatus <regex> | string <text> | rstring <regex> | "+
			"{hdr | fhdr} name [-m <how>] <name> [value [-m <how>] <value>]}",
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
			q.uri, err = a.Text("an URI")
		case "ver":
			q.version, err = a.Text("a version")
		case "hdr":
			err = q.parseField(a)
		case "body":
			q.body, err = a.Text("a body")
		case "comment":
			s.comment, err = a.Text("a comment")
		case "uri-lf", "body-lf":
			err = fmt.Errorf("'%s': %s is not supported", a.Name(), word)
		default:
			err = fmt.Errorf("'%s' expects meth, uri, ver, hdr, body or comment, not '%s'", a.Name(), word)
		}
	}
	if err != nil {
		return rule{}, err
	}
	return rule{step: s}, q.valid(a.Name())
}

// parseField reads a header field. Its value is a log-format, of which only plain text is understood so far.
func (q *request) parseField(a *conf.Args) error {
	name, err := a.Text("a name and a value behind hdr")
	if err != nil {
		return err
	}
	if a.Done() {
		return fmt.Errorf("'%s' expects a name and a value behind hdr", a.Name())
	}
	value := a.Next().Text
	f, err := sample.ParseFormat(value, &sample.Env{})
	if err != nil {
		return fmt.Errorf("'%s': %w", a.Name(), err)
	}
	plain, ok := f.Literal()
	if !ok {
		return fmt.Errorf("'%s': log-format items are not supported in '%s'", a.Name(), value)
	}
	q.fields = append(q.fields, field{strings.ToLower(name), plain})
	return nil
}

func parseHTTPExpect(a *conf.Args) (rule, error) {
	return parseExpect(a, func(a *conf.Args, _ *expectation, form string) (step, error) {
		switch form {
		case "status":
			c, err := parseCodes(a)
			return &httpExpectStep{matches: c.matches}, err
		case "rstatus":
			m, err := parseRegexStatus(a)
			return &httpExpectStep{matches: m.matches}, err
		case "hdr", "fhdr":
			m, err := parseHeader(a, form == "fhdr")
			return &httpExpectStep{matches: m.matches}, err
		case "string", "rstring":
			return parseBody(a, form)
		case "string-lf":
			return nil, fmt.Errorf("'%s': %s is not supported", a.Name(), form)
		}
		return nil, fmt.Errorf("'%s' expects status, rstatus, hdr, fhdr, string or rstring, not '%s'", a.Name(), form)
	})
}

func parseBody(a *conf.Args, form string) (step, error) {
	text, err := a.Text("a pattern")
	if err != nil {
		return nil, err
	}
	p, err := parsePattern(form, text)
	if err != nil {
		return nil, fmt.Errorf("'%s': %w", a.Name(), err)
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
	if m.re, err = sample.CompileRegex(text, false); err != nil {
		err = fmt.Errorf("'%s': %w", a.Name(), err)
	}
	return m, err
}

// parseHeader reads what a field is matched by.
func parseHeader(a *conf.Args, whole bool) (*headerMatch, error) {
	m := &headerMatch{whole: whole}
	if !a.Accept("name") {
		return m, fmt.Errorf("'%s' expects name behind hdr and fhdr, not '%s'", a.Name(), a.Peek())
	}
	var err error
	if m.name, err = parseText(a, "the name of a field", true); err != nil {
		return m, err
	}
	if a.Accept("value") {
		v, err := parseText(a, "the value of a field", false)
		m.value = &v
		return m, err
	}
	return m, nil
}
