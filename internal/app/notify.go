package app

import (
	"fmt"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// A notifier tells the service manager how the process is (sd_notify). Without an address it tells nobody.
type notifier struct{ addr string }

// newNotifier takes the address from the environment.
func newNotifier() notifier { return notifier{os.Getenv("NOTIFY_SOCKET")} }

// send sends a state. A service manager that does not listen misses it.
func (n notifier) send(state string) {
	if n.addr == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Net: "unixgram", Name: n.addr})
	if err != nil {
		return
	}
	defer conn.Close()
	conn.Write([]byte(state))
}

func (n notifier) ready() { n.send(fmt.Sprintf("READY=1\nMAINPID=%d\nSTATUS=Ready.\n", os.Getpid())) }

func (n notifier) reloading() {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) // cannot fail for that clock
	n.send(fmt.Sprintf("RELOADING=1\nSTATUS=Reloading Configuration.\nMONOTONIC_USEC=%d\n", now.Nano()/1000))
}
