package admin

import "fmt"

// A Level is what a client may do.
type Level uint8

// The levels; each may do all that the ones before it may.
const (
	User     Level = iota // look at what is harmless to show
	Operator              // look at everything
	Admin                 // change the gateway
)

var levelNames = [...]string{User: "user", Operator: "operator", Admin: "admin"}

// String returns the word of the configuration and of `show cli level`.
func (l Level) String() string { return levelNames[l] }

// ParseLevel reads the argument of the option `level` of a stats socket.
func ParseLevel(word string) (Level, error) {
	for l, name := range levelNames {
		if name == word {
			return Level(l), nil
		}
	}
	return 0, fmt.Errorf("'level' only supports 'user', 'operator', and 'admin' (got '%s')", word)
}
