package proxy

// A naming is what a request asks for, and for whom: the operation that matched it and the consumer that a rule named.
// Both are bounded and of printable text, and a secret key of a consumer is in neither.
type naming struct{ operation, consumer []byte }

// reset forgets the names of the request before.
func (n *naming) reset() { n.operation, n.consumer = n.operation[:0], n.consumer[:0] }

// Operation is what the request asks for, such as "GET /users/{id}"; empty when nothing names it. It is valid as long as
// the request.
func (s *Stream) Operation() []byte { return s.named.operation }

// Consumer is who asks; empty when no rule named anybody. It is valid as long as the request.
func (s *Stream) Consumer() []byte { return s.named.consumer }
