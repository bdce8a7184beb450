package rule

import (
	"fmt"
	"strings"

	"metergate/internal/sample"
)

// Parser reads the words of one rule for Spec.Parse. The error that an action returns is reported with the rule.
type Parser struct {
	// Set is the one ruleset that is parsed, Name the action as written (a Prefix action may be longer than its
	// Spec), Args the text in parentheses.
	Set  Set
	Name string
	Args string
	// Env is where the action's expressions are compiled; its At is the ruleset's point.
	Env   *sample.Env
	words []string
	at    int
}

// More reports whether an argument follows: the words are not used up, and no condition begins.
func (p *Parser) More() bool {
	return p.at < len(p.words) && p.words[p.at] != "if" && p.words[p.at] != "unless"
}

// Peek returns the next word without taking it, or "".
func (p *Parser) Peek() string {
	if p.at == len(p.words) {
		return ""
	}
	return p.words[p.at]
}

// Next takes the next word, or returns "".
func (p *Parser) Next() string {
	w := p.Peek()
	if p.at < len(p.words) {
		p.at++
	}
	return w
}

// Accept takes the next word if it is w.
func (p *Parser) Accept(w string) bool {
	if p.at == len(p.words) || p.words[p.at] != w {
		return false
	}
	p.at++
	return true
}

// Word takes the next word, which must not be empty; what names it in the error, such as "<name>".
func (p *Parser) Word(what string) (string, error) {
	if w := p.Next(); w != "" {
		return w, nil
	}
	return "", fmt.Errorf("'%s' expects %s as argument", p.Name, what)
}

// Format takes the next word as a log-format string; what names it in the error of a missing one.
func (p *Parser) Format(what string) (*sample.Format, error) {
	if p.at == len(p.words) {
		return nil, fmt.Errorf("'%s' expects %s as argument", p.Name, what)
	}
	return sample.ParseFormat(p.Next(), p.Env)
}

// Expr takes an expression, which may stretch over several words.
func (p *Parser) Expr() (*sample.Expr, error) {
	e, used, err := sample.ParseExpr(p.words[p.at:], p.Env)
	p.at += used
	return e, err
}

// ArgList returns the texts in parentheses, split at commas; nil for an empty list.
func (p *Parser) ArgList() []string {
	if p.Args == "" {
		return nil
	}
	return strings.Split(p.Args, ",")
}
