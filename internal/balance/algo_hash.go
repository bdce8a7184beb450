package balance

// hashExpression hashes the value of a sample expression.
type hashExpression struct{ text string }

func (h *hashExpression) key() hasher             { return nil }
func (h *hashExpression) static() bool            { return false }
func (h *hashExpression) index(*Table, HashType)  {}
func (h *hashExpression) rotor(ht HashType) rotor { return nil }
