package check

import "metergate/internal/sample"

// An expectation is what expect lines of both families have in common.
type expectation struct {
	position
	negated bool
	least   int // bytes to wait for
	// conclusive says that a mismatch is final once they are there, even if more could follow.
	conclusive bool
	ok         Status
	failed     Status
	late       Status

	okText     *formula // on-success, nil for the usual
	failedText *formula // on-error
	code       *measure // status-code
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
func (e *expectation) fail(p *probe, s Status, code int, info string) *Result {
	if e.failedText != nil {
		info = printable(e.failedText.text(p))
	}
	if e.comment != "" {
		info += " comment: " + e.comment
	}
	return &Result{Status: e.failed.or(s), Code: e.code.or(p, code), Info: clip(info)}
}

// pass makes the result of a check whose last expectation this was, out of the usual one.
func (e *expectation) pass(p *probe, usual *Result) *Result {
	r := *usual
	r.Status = e.ok.or(r.Status)
	r.Code = e.code.or(p, r.Code)
	if e.okText != nil {
		r.Info = printable(e.okText.text(p))
	}
	return &r
}

// linkTexts compiles what the expectation says of its outcome.
func (e *expectation) linkTexts(env *sample.Env) error {
	for _, text := range []**formula{&e.okText, &e.failedText} {
		if *text == nil {
			continue
		}
		own := **text
		*text = &own
		if err := own.link(env); err != nil {
			return err
		}
	}
	return e.code.link(env, &e.code)
}
