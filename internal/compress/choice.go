package compress

import "bytes"

// A Choice finds the algorithm that a client likes best, out of those that a configuration offers in the order of its
// preference.
type Choice struct {
	offered []Algorithm
	found   Algorithm
	best    int // weight of found, in thousandths
}

// NewChoice begins a choice.
func NewChoice(offered []Algorithm) Choice { return Choice{offered: offered} }

// Ask takes one member of Accept-Encoding, without blanks around it: a coding or * with an optional weight (RFC 9110
// section 12.5.3).
func (c *Choice) Ask(item []byte) {
	coding, params, _ := bytes.Cut(item, []byte{';'})
	coding = bytes.TrimRight(coding, " \t")
	q := weight(params)
	if q <= c.best {
		return
	}
	for _, a := range c.offered {
		if string(coding) == "*" || bytes.EqualFold(coding, []byte(a.Token())) {
			c.found, c.best = a, q
			return
		}
	}
}

// Algorithm returns what was found so far. Without anything that the client asked for it is Identity, where that is
// offered, or None.
func (c *Choice) Algorithm() Algorithm {
	if c.found != None {
		return c.found
	}
	for _, a := range c.offered {
		if a == Identity {
			return Identity
		}
	}
	return None
}

// Asked reports whether the client asked for one of the algorithms.
func (c *Choice) Asked() bool { return c.found != None }

// weight returns the q among parameters, in thousandths; without one it is 1000.
func weight(params []byte) int {
	for len(params) > 0 {
		var p []byte
		p, params, _ = bytes.Cut(params, []byte{';'})
		if p = bytes.Trim(p, " \t"); bytes.HasPrefix(p, []byte("q=")) {
			return thousandths(p[2:])
		}
	}
	return 1000
}

// thousandths reads a number such as 0.5. What is none counts as 1, as in the reference.
func thousandths(text []byte) int {
	if len(text) == 0 || !digit(text[0]) {
		return 1000
	}
	q, text := int(text[0]-'0')*1000, text[1:]
	if len(text) > 0 && text[0] == '.' {
		for i, unit := 1, 100; i < len(text) && unit > 0 && digit(text[i]); i, unit = i+1, unit/10 {
			q += int(text[i]-'0') * unit
		}
	}
	return min(q, 1000)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
