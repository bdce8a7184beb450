package proxy

import (
	"errors"
	"fmt"
	"strings"

	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "log-profile", In: conf.LogProfile, Name: conf.MustName,
		Help: "What changes in the lines that go to the targets of `log` lines with this profile.",
	})
}

// When lines are written, and how they are for the targets that have a profile.
var (
	dirLogSteps = conf.Scalar(conf.Spec{
		Name: "log-steps", In: conf.Defaults | conf.Frontend, Usage: "log-steps { all | <step>[,<step>]... }",
		Help: "Writes a line at each of these steps of a request, in place of one when it is over: accept, request, connect, response, close.",
	}, parseLogSteps)
	dirProfileStep = conf.List(conf.Spec{
		Name: "on", In: conf.LogProfile, Usage: "on <step> { drop | [format <format>] [sd <format>] }",
		Help: "What is written at a step: nothing, or other formats than those of the frontend. Steps are those of log-steps, error, the rulesets " +
			"of do-log, and any for those without a line of their own.",
	}, parseProfileStep)
)

func parseLogSteps(a *conf.Args) (stepSet, error) {
	text, err := a.Text("'all' or steps with commas between")
	if err != nil {
		return 0, err
	}
	set, err := parseSteps(text)
	if err != nil {
		return 0, fmt.Errorf("'log-steps' : %w.", err)
	}
	return set, nil
}

// A profileLine is one line `on` of a profile.
type profileLine struct {
	step         logStep // stepNone for any
	drop         bool
	format, data *string
}

func parseProfileStep(a *conf.Args) (p profileLine, err error) {
	word, ok := a.Next().Text, true
	if word != "any" {
		p.step, ok = findStep(word, stepError)
	}
	if !ok {
		return p, conf.Shaped(conf.Tight, fmt.Errorf("'on' expects a log step.\nexpected values are: 'any', '%s'.", strings.Join(stepWords(stepKilled), "', '")))
	}
	wrong := fmt.Errorf("'on %s' expects 'drop', 'format' or 'sd'.", word)
	if a.Done() {
		return p, wrong
	}
	p.drop = a.Accept("drop")
	for !a.Done() && err == nil {
		switch kind := a.Next().Text; kind {
		case "format":
			p.format, err = formatText(a, word, kind)
		case "sd":
			p.data, err = formatText(a, word, kind)
		default:
			return p, wrong
		}
		p.drop = false
	}
	return p, err
}

func formatText(a *conf.Args, step, kind string) (*string, error) {
	if a.Peek() == "" {
		return nil, errors.New("'on " + step + " " + kind + "' expects a logformat string.")
	}
	text := a.Next().Text
	return &text, nil
}
