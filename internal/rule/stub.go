package rule

import (
	"metergate/internal/netio"
	"metergate/internal/sample"
)

// Register adds actions to the registry; init functions call it.
func Register(s ...Spec) {}

func (s *Ruleset) run(t *netio.Task, cx *sample.Ctx) (Verdict, *Rule) { return Continue, nil }
func parse(set Set, words []string, env *sample.Env) (*Rule, error)   { return nil, nil }
func (p *Parser) word(what string) (string, error)                    { return "", nil }
func (p *Parser) format(what string) (*sample.Format, error)          { return nil, nil }
func (p *Parser) expr() (*sample.Expr, error)                         { return nil, nil }
func (p *Parser) reply(status int) (*Reply, error)                    { return nil, nil }
