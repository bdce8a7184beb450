package netio

import "syscall"

// poller is what drives the sockets of one loop. All methods but wake belong to the loop's thread. It reports through the
// connection's state functions (conn_state.go), which only note and wake.
type poller interface {
	// open prepares the poller on the loop's thread.
	open(l *Loop) error
	// wait submits what was queued and waits up to ns for something to handle. With patient set the Go scheduler is told.
	wait(ns int64, patient bool)
	// handle takes in what happened, and gives the number of events.
	handle() int
	// buffers is the number of blocks of the loop's pool that the poller holds.
	buffers() int
	// warm is the number of these whose memory is resident, and trim gives it back unless they are used all the time.
	warm() int
	trim()
	// busy tells that there is something to handle without waiting.
	busy() bool
	// wake ends a wait. Any goroutine.
	wake()
	// close frees what open took.
	close()

	// socket makes a stream socket fit for the poller.
	socket(a Addr) (int, error)
	// attach begins to watch a connected socket.
	attach(c *Conn) error
	// connect begins to connect c to a; c.connected or c.broke follows.
	connect(c *Conn, a Addr) error
	// pull brings more input, now or later: c.received, c.ended or c.broke follows.
	pull(c *Conn)
	// push sends output, now or later: c.sent or c.broke follows.
	push(c *Conn)
	// sip follows a change of fSip.
	sip(c *Conn)
	// ready has c's readers or writers woken when a splice may move something; input is told by fReadable too.
	ready(c *Conn, out bool)
	// splice moves up to n bytes between a pipe and c's socket, and never waits.
	splice(c *Conn, from, to, n int) (int, syscall.Errno)
	// watch has hangups noticed although input is not being read.
	watch(c *Conn)
	// fin ends the output of a flushed connection.
	fin(c *Conn)
	// drop closes the socket; c.released follows, perhaps within the call.
	drop(c *Conn)
	// accept begins to accept for a, until mute; each socket goes to a.accepted, failures to a.failed. Called again when
	// places at the gates became free.
	accept(a *acceptor)
	// mute ends accepting; a.muted follows, perhaps within the call.
	mute(a *acceptor)
}
