package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// minFree is how much of the disk is left alone: a write that fails half-way costs a repair.
const minFree = 16 << 20

// room reports whether the disk has room for a tick, and tells when it has none.
func (s *Store) room() bool {
	var st syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &st); err != nil {
		return true // writing will tell
	}
	if free := int64(st.Bavail) * st.Bsize; free < minFree {
		s.trouble(fmt.Sprintf("the disk of %s is full", s.c.Path))
		return false
	}
	return true
}

// maxPath is how long the path may be: that of a Unix socket in it has at most 107 bytes.
const maxPath = 107 - 1 - len(socketName)

// below returns the path of a directory as a process sees it whose root is another directory.
func below(path, root string) (string, error) {
	if root == "" {
		return path, nil
	}
	inside, err := filepath.Rel(root, path)
	if err != nil || inside == ".." || strings.HasPrefix(inside, "../") || !filepath.IsAbs(path) {
		return "", fmt.Errorf("cannot keep the history in %s: it must lie below %s, the directory of 'chroot'", path, root)
	}
	return "/" + inside, nil
}

// own gives a directory with all that is in it to a user and a group, those of them that are not negative.
func own(dir string, uid, gid int) error {
	if uid < 0 && gid < 0 || os.Geteuid() != 0 {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // the database may be at work
		return fmt.Errorf("cannot give the history to its user: %w", err)
	}
	return nil
}
