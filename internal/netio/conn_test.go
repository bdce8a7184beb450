package netio

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
)

func TestEcho(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{Name: "echo"}, echo)
		for range 10 {
			c := dial(t, ln)
			exchange(t, c, "hello")
			exchange(t, c, "again")
		}
	})
}

// TestLargeBody sends more than all buffers hold in both directions at once, through a Forward.
func TestLargeBody(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		var in, out atomic.Int64
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			for {
				if _, err := c.Peek(tk, 1, 0); err != nil {
					break
				}
				if c.Room(tk, c.Buffered(), 0) != nil {
					break
				}
				if _, err := c.Forward(c, int64(c.Buffered())); err != nil {
					break
				}
			}
			n, err := c.Flushed(tk, 0)
			if err != nil {
				t.Errorf("flush: %v", err)
			}
			in.Store(c.BytesIn())
			out.Store(n)
			c.Close(second)
		})
		want := make([]byte, 16<<20)
		for i := range want {
			want[i] = byte(rand.Uint32())
		}
		c := dial(t, ln)
		go func() {
			_, _ = c.Write(want)
			_ = c.(*net.TCPConn).CloseWrite()
		}()
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes came back (%v), want %d", len(got), err, len(want))
		}
		if in.Load() != int64(len(want)) || out.Load() != int64(len(want)) {
			t.Errorf("counted %d in, %d out; want %d", in.Load(), out.Load(), len(want))
		}
	})
}

// TestInputIsBounded: what nobody reads stays with the kernel.
func TestInputIsBounded(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		release := make(chan *Task, 1)
		var most atomic.Int64
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			if _, err := c.Peek(tk, 1, 0); err != nil {
				t.Error(err)
			}
			release <- tk
			for tk.Sleep(tk.Now()+second/100) == nil {
				most.Store(max(most.Load(), int64(c.Buffered())))
			}
			tk.cause = nil // the test's own way to go on
			n := 0
			for {
				b, err := c.Peek(tk, 1, 0)
				if err != nil {
					break
				}
				n += len(b)
				c.Discard(len(b))
			}
			if n != 32<<20 {
				t.Errorf("read %d bytes", n)
			}
			_ = c.WriteString("done")
			c.Close(second)
		})
		c := dial(t, ln)
		sent := make(chan error)
		go func() {
			_, err := c.Write(make([]byte, 32<<20))
			_ = c.(*net.TCPConn).CloseWrite()
			sent <- err
		}()
		tk := <-release
		waitFor(t, "a full input queue, or a full socket", func() bool { return most.Load() > 0 })
		tk.l.Post(func() { tk.Cancel(nil) })
		if err := <-sent; err != nil {
			t.Error(err)
		}
		if b, err := io.ReadAll(c); string(b) != "done" {
			t.Errorf("read %q, %v", b, err)
		}
		if most.Load() > 4<<20 { // what one receive under way takes before it hears that it is too much
			t.Errorf("%d bytes were buffered", most.Load())
		}
	})
}

func TestDial(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, echo)
		abs, err := g.Listen(UnixAddr("@netio-"+t.Name()), ListenOpts{}, echo)
		if err != nil {
			t.Fatal(err)
		}
		sock, err := g.Listen(UnixAddr(t.TempDir()+"/s"), ListenOpts{Mode: 0o600}, echo)
		if err != nil {
			t.Fatal(err)
		}
		for _, ln := range []*Listener{ln, abs, sock} {
			onLoop(t, g.Loop(1), func(tk *Task) {
				c, err := Dial(tk, ln.Addr(), DialOpts{}, tk.Now()+grace)
				if err != nil {
					t.Error(err)
					return
				}
				_ = c.WriteString("ping")
				b, err := c.Peek(tk, 4, tk.Now()+grace)
				if string(b) != "ping" || err != nil {
					t.Errorf("%v: read %q, %v", ln.Addr(), b, err)
				}
				if c.BytesIn() != 4 || c.BytesOut() != 4 {
					t.Errorf("counted %d in, %d out", c.BytesIn(), c.BytesOut())
				}
				c.Close(0)
			})
		}
		sock.Close(true)
	})
}

func TestDialErrors(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		deaf, err := bindSocket(loopback, ListenOpts{}) // nobody can take its port
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(deaf)
		for _, c := range []struct {
			name string
			to   Addr
			want error
		}{
			{"nobody listens", sockName(deaf), syscall.ECONNREFUSED},
			{"no such path", UnixAddr("/nonexistent/socket"), syscall.ENOENT},
			{"no abstract socket", UnixAddr("@netio-nobody"), syscall.ECONNREFUSED},
			{"no address", Addr{}, syscall.EADDRNOTAVAIL},
		} {
			onLoop(t, g.Loop(0), func(tk *Task) {
				_, err := Dial(tk, c.to, DialOpts{}, tk.Now()+grace)
				if !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", c.name, err, c.want)
				}
			})
		}
	})
}

// TestPeekErrors: deadline, end of stream with a rest, reset.
func TestPeekErrors(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		result := make(chan error, 1)
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			b, err := c.Peek(tk, 100, tk.Now()+second/20)
			for err == ErrDeadline {
				b, err = c.Peek(tk, 100, tk.Now()+second/20)
			}
			if err == io.EOF && string(b) != "rest" {
				t.Errorf("the end of stream came with %q", b)
			}
			result <- err
			c.Close(0)
		})
		half := dial(t, ln)
		_, _ = io.WriteString(half, "rest")
		_ = half.(*net.TCPConn).CloseWrite()
		if err := <-result; err != io.EOF {
			t.Errorf("after FIN: %v", err)
		}
		reset := dial(t, ln)
		_ = reset.(*net.TCPConn).SetLinger(0)
		reset.Close()
		if err := <-result; !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("after RST: %v", err)
		}
	})
}

// TestReadBehindReset: what came before a reset is read first, also where both are learned of at once.
func TestReadBehindReset(t *testing.T) {
	const size = 100_000
	everyPoller(t, func(t *testing.T, g *Group) {
		for _, sips := range []bool{false, true} {
			accepted, gone, result := make(chan bool), make(chan bool), make(chan error, 1)
			ln := listen(t, g, ListenOpts{Sip: sips}, func(tk *Task, c *Conn) {
				accepted <- true
				<-gone // the loop hears of nothing meanwhile
				b, err := c.Peek(tk, size+1, tk.Now()+grace)
				if len(b) != size {
					t.Errorf("sips %v: %d bytes before the reset", sips, len(b))
				}
				result <- err
				c.Close(0)
			})
			c := dial(t, ln)
			<-accepted
			_, _ = c.Write(make([]byte, size))
			_ = c.(*net.TCPConn).SetLinger(0)
			c.Close()
			gone <- true
			if err := <-result; !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("sips %v: %v, want a reset", sips, err)
			}
			ln.Close(false)
		}
	})
}

// TestOnHangup: a client that goes away cancels the task that waits for something else.
func TestOnHangup(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		for _, c := range []struct {
			name  string
			reset bool // of the client
			only  bool // OnReset
			sleep int64
			want  error
		}{
			{"close", false, false, grace, ErrHangup},
			{"reset", true, false, grace, ErrHangup},
			{"reset, only resets", true, true, grace, ErrHangup},
			{"close, only resets", false, true, second / 5, nil},
		} {
			result := make(chan error, 1)
			ln := listen(t, g, ListenOpts{}, func(tk *Task, cn *Conn) {
				_, _ = cn.Peek(tk, 1, 0)
				if c.only {
					cn.OnReset(tk)
				} else {
					cn.OnHangup(tk)
				}
				_ = cn.WriteString("x")
				result <- tk.Sleep(tk.Now() + c.sleep)
				cn.Close(0)
			})
			cn := dial(t, ln)
			_, _ = io.WriteString(cn, "request")
			_, _ = io.ReadFull(cn, make([]byte, 1))
			if c.reset {
				_ = cn.(*net.TCPConn).SetLinger(0)
			}
			cn.Close()
			if err := <-result; err != c.want {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
			ln.Close(false)
		}
	})
}

// TestCloseFlushes: what was written before a Close arrives whole.
func TestCloseFlushes(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(_ *Task, c *Conn) {
			_ = c.Write(make([]byte, 8<<20))
			c.Close(grace)
		})
		c := dial(t, ln)
		if b, err := io.ReadAll(c); len(b) != 8<<20 || err != nil {
			t.Errorf("read %d bytes, %v", len(b), err)
		}
	})
}

func TestAbortResets(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			_, _ = c.Peek(tk, 1, 0)
			_ = c.Write(make([]byte, 1<<20))
			c.Abort()
		})
		c := dial(t, ln)
		_, _ = io.WriteString(c, "x")
		if _, err := io.ReadAll(c); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%v, want a reset", err)
		}
	})
}

// TestNoLinger: such a connection ends with a reset behind what it said.
func TestNoLinger(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{NoLinger: true}, func(tk *Task, c *Conn) {
			_, _ = c.Peek(tk, 1, 0)
			c.Discard(1)
			_ = c.WriteString("bye")
			c.Close(second)
		})
		c := dial(t, ln)
		_, _ = io.WriteString(c, "x")
		if b, err := io.ReadAll(c); string(b) != "bye" || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%q, %v, want a reset", b, err)
		}
	})
}

// TestCloseGivesUp: a peer that reads nothing does not hold a closed connection.
func TestCloseGivesUp(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(_ *Task, c *Conn) {
			_ = c.Write(make([]byte, 64<<20))
			c.Close(second / 20)
		})
		dial(t, ln)
		waitFor(t, "accepted", func() bool { return g.Loop(0).Stats().Accepted+g.Loop(1).Stats().Accepted == 1 })
		waitFor(t, "closed", func() bool { return g.Loop(0).Stats().Conns+g.Loop(1).Stats().Conns == 0 })
	})
}

func TestShutdownWrite(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		done := make(chan struct{})
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			_ = c.WriteString("bye")
			c.ShutdownWrite()
			if err := c.WriteString("more"); err == nil {
				t.Error("wrote after the end")
			}
			if b, err := c.Peek(tk, 5, 0); string(b) != "still" || err != nil {
				t.Errorf("read %q, %v", b, err)
			}
			c.Close(0)
			close(done)
		})
		c := dial(t, ln)
		if b, err := io.ReadAll(c); string(b) != "bye" || err != nil {
			t.Errorf("read %q, %v", b, err)
		}
		_, _ = io.WriteString(c, "still")
		<-done
	})
}

// TestRoom: back-pressure holds a writer until the peer reads.
func TestRoom(t *testing.T) {
	everyPoller(t, func(t *testing.T, g *Group) {
		const total = 32 << 20
		var most atomic.Int64
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			piece := make([]byte, 40<<10)
			for n := 0; n < total; n += len(piece) {
				if err := c.Room(tk, len(piece), 0); err != nil {
					t.Error(err)
				}
				_ = c.Write(piece)
				most.Store(max(most.Load(), int64(c.Pending())))
			}
			c.Close(grace)
		})
		c := dial(t, ln)
		n, err := io.Copy(io.Discard, c)
		if n < total || err != nil || most.Load() > outHigh {
			t.Errorf("read %d bytes, %v; %d were queued", n, err, most.Load())
		}
	})
}
