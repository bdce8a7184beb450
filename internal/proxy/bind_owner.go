package proxy

import (
	"fmt"
	"os/user"
	"slices"
	"strconv"

	"metergate/internal/conf"
)

// CheckOwner reports a user or group of a bind line that the system does not know: an error where a Unix socket would
// get it, a notice on other addresses, where it has no effect.
func CheckOwner(a *conf.Args, addrs []conf.Addr, b *conf.Bag) error {
	_, _, err := owner(b)
	if err == nil || slices.ContainsFunc(addrs, func(a conf.Addr) bool { return a.Family == conf.Unix }) {
		return err
	}
	a.Noticef("'%s' : %v, which has no effect on this address.", a.Name(), err)
	return nil
}

// socketOwner returns the owner that a bind line gives the socket of an address.
func socketOwner(a conf.Addr, b *conf.Bag) (uid, gid int, err error) {
	if a.Family != conf.Unix {
		return -1, -1, nil
	}
	return owner(b)
}

// owner returns the numbers of the user and the group that a bind line gives, -1 where it gives none.
func owner(b *conf.Bag) (uid, gid int, err error) {
	if uid, err = account(b, bindUID, bindUser, userID); err != nil {
		return -1, -1, err
	}
	gid, err = account(b, bindGID, bindGroup, groupID)
	return uid, gid, err
}

// account returns a number that is given as it is or by name.
func account(b *conf.Bag, number *conf.Key[int64], name *conf.Key[string], lookup func(string) (string, error)) (int, error) {
	if n, ok := number.Get(b); ok {
		return int(n), nil
	}
	who, ok := name.Get(b)
	if !ok {
		return -1, nil
	}
	id, err := lookup(who)
	if err != nil {
		return -1, fmt.Errorf("'%s' : unknown %s name '%s'", name.Name(), name.Name(), who)
	}
	return strconv.Atoi(id)
}

func userID(name string) (string, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return "", err
	}
	return u.Uid, nil
}

func groupID(name string) (string, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		return "", err
	}
	return g.Gid, nil
}
