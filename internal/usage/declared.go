package usage

import (
	"fmt"
	"strconv"
	"strings"
)

// An Operation is a function of an API as it was declared, or learned.
type Operation struct {
	ID string
	Template
	// Statuses are those that its answers may have, empty when nothing is said about them.
	Statuses Statuses
	// Learned marks one that traffic has shown; nobody declared it.
	Learned bool
	// At is where it was declared, as file:line.
	At string
}

// Statuses is a set of statuses.
type Statuses struct {
	any   bool
	known [(600 + 63) / 64]uint64 // bit by status
	some  bool
}

// Declare adds what an OpenAPI document calls a response: a status such as 404, a class such as 4XX, or default.
func (s *Statuses) Declare(key string) error {
	s.some = true
	if key == "default" {
		s.any = true
		return nil
	}
	if len(key) == 3 && strings.EqualFold(key[1:], "xx") && key[0] >= '1' && key[0] <= '5' {
		for n := int(key[0]-'0') * 100; n < int(key[0]-'0')*100+100; n++ {
			s.set(n)
		}
		return nil
	}
	n, err := strconv.Atoi(key)
	if err != nil || len(key) != 3 || n < 100 || n > 599 {
		return fmt.Errorf("'%s' is no status: it takes one from 100 to 599, a class such as 4XX, or default", key)
	}
	s.set(n)
	return nil
}

func (s *Statuses) set(n int) { s.known[n/64] |= 1 << (n % 64) }

// Said reports whether anything is declared.
func (s *Statuses) Said() bool { return s.some }

// Allows reports whether the status was declared, or nothing was.
func (s *Statuses) Allows(status int) bool {
	if s.any || !s.some {
		return true
	}
	return status >= 0 && status/64 < len(s.known) && s.known[status/64]&(1<<(status%64)) != 0
}
