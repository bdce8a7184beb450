package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/cespare/xxhash/v2"
)

// A newer process takes a section over, and the older one reports what it counts afterwards, over a Unix socket in the
// abstract name space whose name follows from the section. Each message is one line of JSON:
//
//	newer: {"want":true}
//	owner: {"yours":true}      once it stops, has made its last tick and has closed the queue
//	older: {"counts":[{"kind":"frontend","proxy":"fe","name":"FRONTEND","numbers":{"req_tot":17}},...]}
//	owner: {"taken":true}      what is not taken is reported again, to whoever is the owner then
//
// So counters begin at 0 in the newer process, and go up by what either process counts: nothing is counted twice and
// nothing is lost. An owner that no newer process asks goes on until it ends.
type handover struct {
	Want   bool     `json:"want,omitempty"`
	Yours  bool     `json:"yours,omitempty"`
	Counts []report `json:"counts,omitempty"`
	Taken  bool     `json:"taken,omitempty"`
}

const (
	// handoverWait bounds how long a message may take.
	handoverWait = 5 * time.Second
	// claimMost bounds how long to wait for an owner that does not stop: it may be no older process but another gateway.
	claimMost = 15 * time.Second
	// maxReport bounds a message.
	maxReport = 64 << 20
)

// address is where the owner of the section listens.
func (d *destination) address() string {
	return fmt.Sprintf("@metergate-forward-%016x", xxhash.Sum64String(d.o.Instance+"\x00"+d.c.Name+"\x00"+d.c.target.String()))
}

// dialOwner connects to the owner of a section. It has to run as the same user: the name is free for everybody to take.
func dialOwner(address string) (net.Conn, error) {
	c, err := net.DialTimeout("unix", address, handoverWait)
	if err != nil {
		return nil, err
	}
	if err := sameUser(c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// errForeign says that another user is at the other end.
var errForeign = errors.New("it belongs to another user")

// sameUser makes sure that the process at the other end runs as the same user, or as root.
func sameUser(c net.Conn) error {
	raw, err := c.(*net.UnixConn).SyscallConn()
	if err != nil {
		return err
	}
	var who *syscall.Ucred
	asked := raw.Control(func(fd uintptr) { who, err = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED) })
	switch {
	case asked != nil:
		return asked
	case err != nil:
		return err
	case int(who.Uid) != os.Geteuid() && who.Uid != 0:
		return errForeign
	}
	return nil
}

// tell sends reports to the owner and waits until it has taken them.
func tell(address string, all []report) error {
	c, err := dialOwner(address)
	if err != nil {
		return fmt.Errorf("cannot reach the newer process: %w", err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(handoverWait)) // without one it takes as long as it takes
	if err := json.NewEncoder(c).Encode(handover{Counts: all}); err != nil {
		return fmt.Errorf("cannot report to the newer process: %w", err)
	}
	var m handover
	if err := json.NewDecoder(c).Decode(&m); err != nil || !m.Taken {
		return fmt.Errorf("the newer process does not take the report: %w", err)
	}
	return nil
}

// askFor asks an owner for its section and waits until it gives it, ends, or ctx does.
func askFor(ctx context.Context, address string) error {
	c, err := dialOwner(address)
	if err != nil {
		return err
	}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		if json.NewEncoder(c).Encode(handover{Want: true}) == nil {
			_, _ = c.Read(make([]byte, 64)) // whatever it says, or its end, is a reason to look
		}
	}()
	select {
	case <-heard:
	case <-ctx.Done():
	}
	err = c.Close()
	<-heard
	return err
}
