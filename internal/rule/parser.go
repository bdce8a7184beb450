package rule

import "metergate/internal/sample"

// Parser reads the words of one rule for Spec.Parse. The first error an action returns is reported with the rule.
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
	if p.Peek() != w {
		return false
	}
	p.at++
	return true
}

// Word takes the next word; a missing one is an error that asks for what.
func (p *Parser) Word(what string) (string, error) { return p.word(what) }

// Format takes the next word as a log-format string.
func (p *Parser) Format(what string) (*sample.Format, error) { return p.format(what) }

// Expr takes an expression, which may stretch over several words.
func (p *Parser) Expr() (*sample.Expr, error) { return p.expr() }
