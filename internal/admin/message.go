package admin

import "fmt"

// A message is an error in the words that clients know; they look for them.
type message string

// Error returns the words.
func (m message) Error() string { return string(m) }

// messagef makes a message.
func messagef(format string, args ...any) error { return message(fmt.Sprintf(format, args...)) }

// What several commands answer.
const (
	errDenied     = message("Permission denied")
	errNoProxy    = message("No such proxy.")
	errNoBackend  = message("No such backend.")
	errNoFrontend = message("No such frontend.")
	errNoServer   = message("No such server.")
	errCantFind   = message("Can't find backend.")
	errFormServer = message("Require 'backend/server'.")
)
