package syslog

import "slices"

// A Level is how grave a line is: the lower, the graver (RFC 5424 section 6.2.1).
type Level uint8

// The levels.
const (
	Emergency Level = iota
	Alert
	Critical
	Error
	Warning
	Notice
	Info
	Debug
)

var levels = [...]string{"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"}

// String returns the word of the configuration.
func (l Level) String() string { return levels[l] }

// ParseLevel returns the level of that name.
func ParseLevel(name string) (Level, bool) {
	i := slices.Index(levels[:], name)
	return Level(max(i, 0)), i >= 0
}

// A Facility is the kind of program that speaks.
type Facility uint8

var facilities = [...]string{
	"kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "auth2", "ftp", "ntp", "audit",
	"alert", "cron2", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
}

// String returns the word of the configuration.
func (f Facility) String() string { return facilities[f] }

// ParseFacility returns the facility of that name.
func ParseFacility(name string) (Facility, bool) {
	i := slices.Index(facilities[:], name)
	return Facility(max(i, 0)), i >= 0
}
