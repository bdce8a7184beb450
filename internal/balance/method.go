package balance

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// None is what Pick returns when no server can take the request now.
const None = -1

// An Algorithm is one way to choose, as a `balance` line names it.
type Algorithm struct {
	// Name is the first word of the arguments, without what stands in parentheses.
	Name string
	// Usage is the form of the arguments; Help says in one sentence what the choice depends on.
	Usage, Help string
	// Label is what the column algo of show stat prints.
	Label string
	// Hashes says that the choice follows from a part of the request.
	Hashes bool
	// Refused says why the algorithm is known but not supported, empty for one that is.
	Refused string

	static bool // weights are fixed when the configuration is read
	parse  func(a *args) (strategy, error)
}

var algorithms []*Algorithm

func register(a Algorithm) *Algorithm {
	if a.Label == "" {
		a.Label = a.Name
	}
	algorithms = append(algorithms, &a)
	return &a
}

// Algorithms returns every registered algorithm, by name.
func Algorithms() []*Algorithm {
	return slices.SortedFunc(slices.Values(algorithms), func(a, b *Algorithm) int { return strings.Compare(a.Name, b.Name) })
}

// A Method is an algorithm with its arguments: what one backend uses. It is immutable.
type Method struct {
	Algorithm *Algorithm
	Hash      HashType
	// Expression is the text of the sample expression that Parts.Sample evaluates, empty but for `hash <expr>`.
	Expression string

	strategy strategy
}

// Parse reads the arguments of a `balance` line: the name of an algorithm, then what it takes.
func Parse(words []string) (*Method, error) {
	a := &args{words: words}
	name := a.open()
	i := slices.IndexFunc(algorithms, func(alg *Algorithm) bool { return alg.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("'balance' expects one of %s, not '%s'", strings.Join(names(), ", "), name)
	}
	alg := algorithms[i]
	if alg.Refused != "" {
		return nil, fmt.Errorf("'balance %s' is not supported: %s", name, alg.Refused)
	}
	s, err := alg.parse(a)
	if err == nil {
		err = a.end()
	}
	if err != nil {
		return nil, fmt.Errorf("'balance %s' %w; usage: balance %s", name, err, alg.Usage)
	}
	return &Method{Algorithm: alg, Expression: a.expression, strategy: s}, nil
}

func names() []string {
	var n []string
	for _, a := range Algorithms() {
		if a.Refused == "" {
			n = append(n, a.Name)
		}
	}
	return n
}

// Default is the method of a backend without a `balance` line: two random draws.
func Default() *Method {
	m, err := Parse([]string{"random"})
	if err != nil {
		panic(err)
	}
	return m
}

// WithHash returns the method with what the backend's `hash-type` line says. Only methods that hash look at it.
func (m *Method) WithHash(h HashType) *Method {
	c := *m
	c.Hash = h
	return &c
}

// Sticky says that the choice follows from the request: a failed request is not sent elsewhere at its first retry.
func (m *Method) Sticky() bool { return m.Algorithm.Hashes }

// Static says that weights are fixed when the configuration is read: at run time they can only be set to 0% or 100%,
// and a slow start has no effect.
func (m *Method) Static() bool {
	return m.Algorithm.static || m.Algorithm.Hashes && !m.Hash.Consistent
}

// Servers is the live state of a backend's servers, read by every pick. The argument is Candidate.Index.
type Servers interface {
	// Load returns the requests that the server works on or that wait for it, over all loops.
	Load(i int) int
	// Full says that the server can take no request now.
	Full(i int) bool
}

// Parts gives the parts of a request that a hash may be made of. A part is asked for at most once a pick, and only by
// the algorithm that needs it. The bytes are read before Pick returns.
type Parts interface {
	// Source returns the client's address.
	Source() netip.Addr
	// Target returns the request target as received.
	Target() []byte
	// Header returns the value of the first field of that lower-case name, nil without one.
	Header(name string) []byte
	// Sample returns the value of Method.Expression; false when it has none.
	Sample() ([]byte, bool)
}

// A Request is what one pick is for.
type Request struct {
	Parts Parts
	// Avoid is the index of the server on which this request has just failed, or None. It is chosen again only when
	// there is no other.
	Avoid int
}
