package app

import (
	"fmt"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// An origin is what is needed to start this program again as it was started: Go cannot fork, so a master's workers and
// a daemon are the same program run anew, told by its birth what to be.
type origin struct {
	path      string // of the executable, as it was then: what stands there now is run
	argv      []string
	dir       string
	inherited []int // descriptors from the parent process that `fd@` addresses may name
}

// newOrigin notes how the program was started. It comes before any descriptor is opened.
func newOrigin(argv []string) (*origin, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find the program's file: %w", err)
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("cannot find the current directory: %w", err)
	}
	fds, err := inheritedFDs()
	return &origin{path, argv, dir, fds}, err
}

// inheritedFDs returns the descriptors beyond the standard ones that outlive an exec: Go opens none of that kind.
func inheritedFDs() (all []int, err error) {
	dir, err := os.Open("/proc/self/fd")
	if err != nil {
		return nil, nil // without /proc there is no telling, and `fd@` is of no use to children
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, fmt.Errorf("cannot list descriptors: %w", err)
	}
	for _, name := range names {
		fd, err := strconv.Atoi(name)
		if err != nil || fd < 3 {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			all = append(all, fd)
		}
	}
	return all, nil
}

// spawn starts the program again. Each of more is given to it, and its number there to the function beside it, which
// writes it into the birth.
func (o *origin) spawn(b birth, session bool, more ...gift) (*os.Process, error) {
	files := []uintptr{0, 1, 2}
	for _, fd := range o.inherited {
		for len(files) <= fd {
			files = append(files, ^uintptr(0))
		}
		files[fd] = uintptr(fd)
	}
	for _, g := range more {
		*g.number(&b) = len(files)
		files = append(files, g.file.Fd())
	}
	pid, err := syscall.ForkExec(o.path, o.argv, &syscall.ProcAttr{
		Dir:   o.dir,
		Env:   append(os.Environ(), birthEnv+"="+b.String()),
		Files: files,
		Sys:   &syscall.SysProcAttr{Setsid: session},
	})
	if err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", o.path, err)
	}
	return os.FindProcess(pid)
}

// A gift is a descriptor for a child, and the place in its birth that says under which number it gets it.
type gift struct {
	file   *os.File
	number func(*birth) *int
}

func giveReady(f *os.File) gift  { return gift{f, func(b *birth) *int { return &b.Ready }} }
func giveMaster(f *os.File) gift { return gift{f, func(b *birth) *int { return &b.Master }} }
func giveOld(f *os.File) gift    { return gift{f, func(b *birth) *int { return &b.Old }} }
