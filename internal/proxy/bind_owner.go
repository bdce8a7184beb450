package proxy

import (
	"slices"

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
	if uid, err = (conf.Account{Number: bindUID, Name: bindUser, Find: conf.FindUser}).ID(b); err != nil {
		return -1, -1, err
	}
	gid, err = conf.Account{Number: bindGID, Name: bindGroup, Find: conf.FindGroup}.ID(b)
	return uid, gid, err
}
