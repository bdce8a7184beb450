package conf

import (
	"fmt"
	"os/user"
	"strconv"
)

// An Account is a user or a group as two directives give it: by its number, or by a name that the system knows.
type Account struct {
	Number *Key[int64]
	Name   *Key[string]
	Find   func(name string) (int, error) // FindUser or FindGroup
}

// ID returns the number of the account that a bag gives, -1 when it gives none.
func (a Account) ID(b *Bag) (int, error) {
	if n, ok := a.Number.Get(b); ok {
		return int(n), nil
	}
	name, ok := a.Name.Get(b)
	if !ok {
		return -1, nil
	}
	id, err := a.Find(name)
	if err != nil {
		return -1, fmt.Errorf("'%s' : unknown %s name '%s'", a.Name.Name(), a.Name.Name(), name)
	}
	return id, nil
}

// FindUser returns the number of a user.
func FindUser(name string) (int, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return -1, err
	}
	return strconv.Atoi(u.Uid)
}

// FindGroup returns the number of a group.
func FindGroup(name string) (int, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		return -1, err
	}
	return strconv.Atoi(g.Gid)
}
