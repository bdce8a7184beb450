package sample

type match struct{}
type Lists struct{}

func parseCond([]string, *Env) (*Cond, error) { return nil, nil }
func (c *Cond) eval(*Ctx) Result              { return Pass }
func (l *ACLs) add([]string, *Env) error      { return nil }
func (a *ACL) eval(*Ctx) Result               { return Pass }
