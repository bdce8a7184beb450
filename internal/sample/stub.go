package sample

type variable struct{}
type match struct{}
type part struct{}
type encoding uint8
type Lists struct{}

func parseExpr(words []string, env *Env) (*Expr, int, error) { return nil, 0, nil }
func parseFormat(string, *Env) (*Format, error)              { return nil, nil }
func (f *Format) literal() (string, bool)                    { return "", false }
func (f *Format) append(dst []byte, cx *Ctx) []byte          { return dst }
func parseCond([]string, *Env) (*Cond, error)                { return nil, nil }
func (c *Cond) eval(*Ctx) Result                             { return Pass }
func (l *ACLs) add([]string, *Env) error                     { return nil }
func (a *ACL) eval(*Ctx) Result                              { return Pass }
func (v Value) Cast(cx *Ctx, t Type) (Value, bool)           { return v, true }

// Temp returns n bytes of the arena.
func (cx *Ctx) Temp(n int) ([]byte, bool) { return make([]byte, n), true }

// RegisterFetch adds fetches to the language.
func RegisterFetch(f ...Fetch) {}

// RegisterConverter adds converters.
func RegisterConverter(c ...Converter) {}

// RegisterLogVar adds log variables.
func RegisterLogVar(v ...LogVar) {}
