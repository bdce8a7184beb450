package app

import (
	"fmt"
	"os"
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
	if id.uid, err = (conf.Account{Number: dirUID, Name: dirUser, Find: conf.FindUser}).ID(b); err != nil {
		return id, err
	}
	id.gid, err = conf.Account{Number: dirGID, Name: dirGroup, Find: conf.FindGroup}.ID(b)
	return id, err
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
