package gateway

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Kind is a gateway program in one of its ways to run.
type Kind struct {
	Name string   // as scripts and subtests name it
	Env  []string // what sets this kind apart
	find func() (string, error)
}

// Kinds are all gateways, in the order in which tests run them.
func Kinds() []Kind {
	return []Kind{
		{Name: "rings", Env: []string{"METERGATE_POLLER=rings"}, find: withRings},
		{Name: "epoll", Env: []string{"METERGATE_POLLER=epoll"}, find: Build},
		{Name: "haproxy-2.6", find: haproxy26},
		{Name: "haproxy-3.5", find: haproxy35},
	}
}

// Ours says whether the kind is metergate, not a peer.
func (k Kind) Ours() bool { return !strings.HasPrefix(k.Name, "haproxy") }

// errAbsent means that a peer is not on this machine.
var errAbsent = errors.New("not installed (see test/install-peers)")

// Required says whether a missing peer fails the tests instead of skipping them.
func Required() bool { return os.Getenv("METERGATE_PEERS") == "required" }

// Require returns the path of the program. Without it the test is skipped, or
// fails when peers are required; that metergate does not build always fails.
func (k Kind) Require(t testing.TB) string {
	t.Helper()
	path, err := k.find()
	if errors.Is(err, errAbsent) && !(Required() && k.Name == "haproxy-2.6") {
		t.Skipf("%s: %v", k.Name, err)
	}
	if err != nil {
		t.Fatalf("%s: %v", k.Name, err)
	}
	return path
}

func haproxy26() (string, error) {
	path, err := exec.LookPath("haproxy")
	if err != nil {
		return "", errAbsent
	}
	out, err := exec.Command(path, "-v").Output()
	if err != nil || !strings.HasPrefix(string(out), "HAProxy version 2.6") {
		return "", fmt.Errorf("%s is no HAProxy 2.6: %w", path, errAbsent)
	}
	return path, nil
}

// haproxy35 is a HAProxy 3.5 that somebody built: Debian has none.
func haproxy35() (string, error) {
	path := os.Getenv("METERGATE_HAPROXY35")
	if path == "" {
		return "", fmt.Errorf("METERGATE_HAPROXY35 names no binary: %w", errAbsent)
	}
	return exec.LookPath(path)
}

// withRings is Build where the kernel lets a process make rings.
func withRings() (string, error) {
	_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 0, 0, 0)
	if errno == unix.ENOSYS || errno == unix.EPERM {
		return "", fmt.Errorf("io_uring is refused here (%v): %w", errno, errAbsent)
	}
	return Build()
}
