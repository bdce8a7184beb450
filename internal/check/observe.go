package check

import "fmt"

// Observe is the argument of the server option `observe`: what traffic tells about health.
type Observe uint8

// What can be observed.
const (
	ObserveNothing Observe = iota
	ObserveLayer4
	ObserveLayer7
)

// ParseObserve reads the argument of the server option `observe`.
func ParseObserve(word string) (Observe, error) {
	switch word {
	case "layer4":
		return ObserveLayer4, nil
	case "layer7":
		return ObserveLayer7, nil
	}
	return 0, fmt.Errorf("expects layer4 or layer7, not '%s'", word)
}

// OnError is the argument of the server option `on-error`: what too many errors do.
type OnError uint8

// What errors can do. All of them make the next check come soon.
const (
	FailCheck   OnError = iota // as one failed check
	FastInter                  // nothing more
	SuddenDeath                // one more failed check brings the server down
	MarkDown                   // down at once
)

// ParseOnError reads the argument of the server option `on-error`.
func ParseOnError(word string) (OnError, error) {
	for i, w := range [...]string{"fail-check", "fastinter", "sudden-death", "mark-down"} {
		if w == word {
			return OnError(i), nil
		}
	}
	return 0, fmt.Errorf("expects fastinter, fail-check, sudden-death or mark-down, not '%s'", word)
}
