package check

// An expectation is what expect lines of both families have in common.
type expectation struct {
	position
	negated bool
	least   int // bytes to wait for before a mismatch is final, 0 for no such number
	ok      Status
	failed  Status
	late    Status
}

// lateStatus is the status when the answer does not come in time.
func (e *expectation) lateStatus() Status { return e.late.or(L7Timeout) }

// or returns the status, or another one where none was configured.
func (s Status) or(other Status) Status {
	if s == Unknown {
		return other
	}
	return s
}

// fail makes the result of an answer that is not as expected.
func (e *expectation) fail(s Status, code int, info string) *Result {
	if e.comment != "" {
		info += " comment: " + e.comment
	}
	return &Result{Status: e.failed.or(s), Code: code, Info: clip(info)}
}
