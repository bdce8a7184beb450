package check

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/regex"
	"metergate/internal/sample"
)

// A pattern is what an expectation looks for in an answer.
type pattern struct {
	form string  // string, binary, rstring, rbinary
	from formula // as configured
	data []byte  // of string and binary
	re   *regex.Regex
}

func parsePattern(form, text string) (p pattern, err error) {
	if base, ok := strings.CutSuffix(form, "-lf"); ok {
		p.form = base
		p.from, err = parseFormula(text)
		return p, err
	}
	p = pattern{form: form, from: literal(text)}
	switch form {
	case "string":
		p.data = []byte(text)
	case "binary":
		p.data, err = parseHex(text)
	case "rstring", "rbinary":
		p.re, err = regex.Compile(text, false)
	}
	return p, err
}

// warnLimited tells of an expression whose matches have a limit; re may be nil.
func warnLimited(a *conf.Args, re *regex.Regex, text string) {
	if re != nil && re.Limited() {
		a.Warnf("'%s' : %s", a.Name(), sample.LimitedRemark(text))
	}
}

// parseHex reads bytes written as pairs of hexadecimal digits.
func parseHex(text string) ([]byte, error) {
	data, err := hex.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("'%s' is no even number of hexadecimal digits", text)
	}
	return data, nil
}

// now returns the pattern with the text that its formula makes for the probe.
func (p *pattern) now(at *probe) (*pattern, error) {
	if !p.from.varies {
		return p, nil
	}
	now, err := parsePattern(p.form, string(p.from.text(at)))
	return &now, err
}

// in looks for the pattern. That of rbinary is matched against the upper-case hexadecimal digits of the input.
func (p *pattern) in(input []byte) bool {
	switch {
	case p.form == "rbinary":
		return p.re.Match([]byte(strings.ToUpper(hex.EncodeToString(input))), nil)
	case p.re != nil:
		return p.re.Match(input, nil)
	}
	return bytes.Contains(input, p.data)
}

// quoted describes the pattern in messages.
func (p *pattern) quoted() string {
	switch p.form {
	case "string":
		return "'" + p.from.src + "'"
	case "binary":
		return "(binary)"
	case "rbinary":
		return "(binary regex)"
	}
	return "(regex)"
}
