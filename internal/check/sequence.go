package check

import (
	"fmt"
	"slices"
)

// wishStep is an http-check send line: a request that may still leave parts to `option httpchk`.
type wishStep struct {
	position
	request *request
}

func (s *wishStep) label() string { return "send" }

func (s *wishStep) run(*probe) *Result { panic("check: a request that was not built") }

func (s *wishStep) build(state bool) *httpSendStep {
	return &httpSendStep{position: s.position, request: s.request, sendState: state}
}

// withRequest puts the request of `option httpchk` into the sequence: under the first send line, or, without one, in
// front of what is expected; and adds the usual expectation behind a last request that nothing judges.
func withRequest(steps []step, base *request) ([]step, error) {
	steps = begin(steps)
	first := slices.IndexFunc(steps, func(s step) bool {
		switch s.(type) {
		case *connectStep, *varStep:
			return false
		}
		return true
	})
	if first < 0 {
		first = len(steps)
	}
	out := append([]step(nil), steps[:first]...)
	wish, ok := (*wishStep)(nil), false
	if first < len(steps) {
		wish, ok = steps[first].(*wishStep)
	}
	if ok {
		out = append(out, &wishStep{position: wish.position, request: wish.request.over(base)})
		first++
	} else {
		out = append(out, &wishStep{request: base})
	}
	for _, s := range steps[first:] {
		if w, ok := s.(*wishStep); ok {
			s = &wishStep{position: w.position, request: w.request.over(defaultRequest())}
		}
		out = append(out, s)
	}
	if _, ok := out[len(out)-1].(*wishStep); ok {
		out = append(out, &httpExpectStep{matcher: usual})
	}
	return out, nil
}

// ordered refuses sequences that cannot work: each connection carries one request, and each request is judged.
func ordered(steps []step) error {
	var before step
	for _, s := range steps {
		_, sent := before.(*wishStep)
		_, connected := before.(*connectStep)
		switch s.(type) {
		case *varStep:
			continue // it may stand anywhere
		case *wishStep:
			if before != nil && !connected {
				return fmt.Errorf("'http-check send' at step %d needs a connect before it", s.pos().number)
			}
		case *connectStep:
			if sent {
				return fmt.Errorf("'http-check connect' at step %d needs an expect before it", s.pos().number)
			}
		default:
			if connected {
				return fmt.Errorf("'http-check expect' at step %d needs a send before it", s.pos().number)
			}
		}
		before = s
	}
	return nil
}
