package check

import (
	"errors"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"metergate/internal/netio"
)

// broken is the result of a probe whose connection failed with err.
func (p *probe) broken(err error) *Result {
	if errors.Is(err, netio.ErrDeadline) {
		return &Result{Status: p.late(), Info: p.where()}
	}
	switch p.layer {
	case connectingLayer:
		return &Result{Status: L4Failed, Info: clip(systemText(err) + p.where())}
	case securingLayer:
		return &Result{Status: L6Invalid, Info: clip(err.Error() + p.where())}
	}
	return &Result{Status: SocketErr, Info: clip(systemText(err) + p.where())}
}

// late is the status of a probe that took too long.
func (p *probe) late() Status {
	switch p.layer {
	case connectingLayer:
		return L4Timeout
	case securingLayer:
		return L6Timeout
	}
	if s, ok := p.at.(interface{ lateStatus() Status }); ok {
		return s.lateStatus()
	}
	return L7Timeout
}

// where names the step at hand, with a blank before it, for plans whose messages do so.
func (p *probe) where() string {
	if !p.plan.traced {
		return ""
	}
	at := p.at.pos()
	if at.number == 0 {
		return " at initial connection step of tcp-check"
	}
	text := " at step " + strconv.Itoa(at.number) + " of tcp-check (" + p.at.label() + ")"
	if at.comment != "" {
		text += " comment: '" + at.comment + "'"
	}
	return text
}

// named are the errors that a connection reports by their names; others happen before one exists.
var named = map[syscall.Errno]bool{
	unix.ECONNREFUSED: true, unix.ECONNRESET: true, unix.ETIMEDOUT: true, unix.EHOSTUNREACH: true,
	unix.EPIPE: true, unix.ECONNABORTED: true,
}

// systemText says what the system said, as `ECONNREFUSED returned by OS (Connection refused)`.
func systemText(err error) string {
	errno := netio.Errno(err)
	if errno == 0 {
		return printable([]byte(err.Error()))
	}
	text := errno.Error()
	text = strings.ToUpper(text[:1]) + text[1:]
	if named[errno] {
		return unix.ErrnoName(errno) + " returned by OS (" + text + ")"
	}
	return "General socket error (" + text + ")"
}
