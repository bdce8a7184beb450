package port

import (
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"
)

func TestFree(t *testing.T) {
	seen := map[int]bool{}
	for range blockSize + 10 {
		n, err := Free()
		if err != nil {
			t.Fatal(err)
		}
		if seen[n] {
			t.Fatalf("port %d was given out twice", n)
		}
		seen[n] = true
	}
	if len(claims.held) < 2 {
		t.Errorf("%d blocks for more ports than one has", len(claims.held))
	}
}

func TestFreePassesOverWhatIsUsed(t *testing.T) {
	n, err := Free()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(n)))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if unused(n) {
		t.Errorf("port %d is used and counts as free", n)
	}
}

func TestDead(t *testing.T) {
	addr := Dead(t)
	if _, err := net.Dial("tcp", addr.String()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v, want ECONNREFUSED", err)
	}
	if l, err := net.Listen("tcp", addr.String()); err == nil {
		l.Close()
		t.Error("its port can be taken")
	}
}
