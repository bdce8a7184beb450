package netio

import (
	"errors"
	"syscall"
)

// What parks return besides a connection's own error and a task's cancel cause.
var (
	// ErrDeadline says that the deadline of the wait passed.
	ErrDeadline = errors.New("deadline exceeded")
	// ErrCanceled is the cause of Cancel(nil).
	ErrCanceled = errors.New("task canceled")
	// ErrStopping is the cause that every task of a loop gets when the loop is closed.
	ErrStopping = errors.New("loop is stopping")
	// ErrHangup is the cause given by OnHangup when the peer closed or reset the connection.
	ErrHangup = errors.New("peer hung up")
	// ErrClosed is returned by operations on a connection or listener that was closed on this side.
	ErrClosed = errors.New("connection is closed")
)

// OpError is the failure of a socket operation. Unwrap gives the errno, so that errors.Is(err, syscall.ECONNREFUSED) works.
type OpError struct {
	Op   string // "dial", "listen", "bind", ...
	Addr Addr
	Err  error
}

// Error says what could not be done, to which address, and why.
func (e *OpError) Error() string {
	return "cannot " + e.Op + " " + e.Addr.String() + ": " + e.Err.Error()
}

// Unwrap gives the cause, usually a syscall.Errno.
func (e *OpError) Unwrap() error { return e.Err }

// Errno gives the errno inside an error of this package, or 0.
func Errno(err error) syscall.Errno {
	var e syscall.Errno
	if errors.As(err, &e) {
		return e
	}
	return 0
}
