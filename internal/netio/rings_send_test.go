package netio

import (
	"encoding/binary"
	"io"
	"net"
	"testing"
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
