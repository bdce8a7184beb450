package sample

type match struct{}
type part struct{}
type encoding uint8
type Lists struct{}

func parseFormat(string, *Env) (*Format, error)     { return nil, nil }
func (f *Format) literal() (string, bool)           { return "", false }
func (f *Format) append(dst []byte, cx *Ctx) []byte { return dst }
func parseCond([]string, *Env) (*Cond, error)       { return nil, nil }
func (c *Cond) eval(*Ctx) Result                    { return Pass }
func (l *ACLs) add([]string, *Env) error            { return nil }
func (a *ACL) eval(*Ctx) Result                     { return Pass }
