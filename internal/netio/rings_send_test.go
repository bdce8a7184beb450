package netio

import (
	"encoding/binary"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// Small writes go out until the socket is full amid one of them; then the peer reads, and nothing is lost or sent twice.
func TestSmallWritesFillTheSocket(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		const size = 8 << 10
		full := make(chan uint64, 1)
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			piece, n := make([]byte, size), uint64(0)
			for ; c.Pending() == 0; n++ {
				for at := 0; at < size; at += 8 {
					binary.BigEndian.PutUint64(piece[at:], n*size+uint64(at))
				}
				_ = c.Write(piece)
				_ = tk.Yield() // to the next turn, which has sent it or found the socket full
			}
			full <- n * size
			c.Close(10 * second)
		})
		c := dial(t, ln)
		want := <-full
		word := make([]byte, 8)
		for at := uint64(0); at < want; at += 8 {
			if _, err := io.ReadFull(c, word); err != nil || binary.BigEndian.Uint64(word) != at {
				t.Fatalf("at byte %d of %d: %d, %v", at, want, binary.BigEndian.Uint64(word), err)
			}
		}
		if n, err := c.Read(word); n != 0 || err != io.EOF {
			t.Errorf("%d bytes behind the end, %v", n, err)
		}
	})
}

// A peer that reset the connection shows in the first quiet send after it, or in what is received.
func TestQuietSendFails(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		failed := make(chan error, 1)
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			for c.Write([]byte("x")) == nil {
				_ = tk.Sleep(tk.Now() + second/1000)
			}
			failed <- c.Err()
		})
		cn := dial(t, ln).(*net.TCPConn)
		_ = cn.SetLinger(0)
		cn.Close()
		if err := <-failed; err == nil {
			t.Error("the connection has no error")
		}
	})
}

// A send takes a part, the peer makes room before the loop hears of that, and the small rest is sent while a task waits for
// it. That loop has nothing else to do: only the end of the rest ends its wait.
func TestRestIsAwaited(t *testing.T) {
	if err := probeRings(); err != nil {
		t.Skipf("no io_uring here: %v", err)
	}
	g := startGroup(t, Config{Poller: "rings", Loops: 1})
	sizes, left := make(chan int, 1), make(chan int, 1)
	taken, read := make(chan int64), make(chan bool)
	ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
		_ = syscall.SetsockoptInt(c.FD(), syscall.SOL_SOCKET, syscall.SO_SNDBUF, 32<<10)
		size := <-sizes
		_ = c.Lend(make([]byte, size/2))
		_ = c.Lend(make([]byte, size/2))
		tk.l.flush()
		r := &tk.l.poller.(*rings).ring
		r.poll()
		n := r.cqes[r.head&uint32(len(r.cqes)-1)].res
		taken <- int64(n)
		<-read
		time.Sleep(time.Duration(calmAfter)) // on the loop: its next waits are patient ones
		began := tk.Now()
		if _, err := c.Flushed(tk, began+grace); err != nil || tk.Now()-began > grace/2 {
			t.Errorf("the end of the rest was not noticed, %v", err)
		}
		left <- size - int(n)
		c.Close(second)
	})
	size, rest := quietMost, 0
	for ; rest == 0; rest = <-left { // up to the size of which a rest is left, less than what goes out quietly
		size += quietMost / 2
		sizes <- size
		c := dial(t, ln)
		first := <-taken
		if _, err := io.CopyN(io.Discard, c, first); err != nil {
			t.Fatal(err)
		}
		read <- true
		if n, err := io.Copy(io.Discard, c); first+n != int64(size) || err != nil {
			t.Errorf("read %d and %d bytes of %d, %v", first, n, size, err)
		}
	}
}
