package app

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
	"time"

	"metergate/internal/conf"
)

// An identity is who the process becomes once its sockets are open; a number below 0 changes nothing.
type identity struct {
	uid, gid int
	root     string
}

// identity finds the user, the group and the root directory that section global asks for.
func (p *program) identity() (id identity, err error) {
	b := p.file.Global.Bag
	id.root = dirChroot.Or(b, "")
	if id.uid, err = idOf(b, dirUID, dirUser, "user", userNumber); err != nil {
		return id, err
	}
	id.gid, err = idOf(b, dirGID, dirGroup, "group", groupNumber)
	return id, err
}

func userNumber(name string) (string, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return "", err
	}
	return u.Uid, nil
}

func groupNumber(name string) (string, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		return "", err
	}
	return g.Gid, nil
}

// idOf returns the number that one of two directives gives.
func idOf(b *conf.Bag, number *conf.Key[int64], name *conf.Key[string], what string, lookup func(string) (string, error)) (int, error) {
	if n, ok := number.Get(b); ok {
		return int(n), nil
	}
	who, ok := name.Get(b)
	if !ok {
		return -1, nil
	}
	id, err := lookup(who)
	if err != nil {
		return -1, fmt.Errorf("cannot find the %s '%s' of %s", what, who, name.At(b))
	}
	return strconv.Atoi(id)
}

// become gives up what the process no longer needs. What is read from files later is loaded before, since the root of
// the file system may change.
func (id identity) become() error {
	if id.root != "" {
		_ = time.Now().Local().String() // reads the time zone
		if err := syscall.Chroot(id.root); err != nil {
			return fmt.Errorf("cannot chroot to %s: %w", id.root, err)
		}
		if err := os.Chdir("/"); err != nil {
			return fmt.Errorf("cannot change to the new root directory: %w", err)
		}
	}
	if id.gid >= 0 && (os.Getgid() != id.gid || os.Getegid() != id.gid) {
		if err := id.setGroup(); err != nil {
			return err
		}
	}
	if id.uid >= 0 && (os.Getuid() != id.uid || os.Geteuid() != id.uid) {
		if err := syscall.Setuid(id.uid); err != nil {
			return fmt.Errorf("cannot become user %d: %w", id.uid, err)
		}
	}
	return nil
}

func (id identity) setGroup() error {
	if os.Geteuid() == 0 {
		if err := syscall.Setgroups([]int{id.gid}); err != nil {
			return fmt.Errorf("cannot drop the groups: %w", err)
		}
	}
	if err := syscall.Setgid(id.gid); err != nil {
		return fmt.Errorf("cannot become group %d: %w", id.gid, err)
	}
	return nil
}
