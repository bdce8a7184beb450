package netio

import (
	"bytes"
	"context"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// relayed is a loop that relays what a client sends to a sink, through pipes.
type relayed struct {
	group  *Group
	client net.Conn
	sink   net.Conn
	ended  chan error
	moved  int64
}

// relay starts one whose source is sipped from the beginning.
func relay(t *testing.T, poller string) *relayed {
	t.Helper()
	g, err := Start(Config{Loops: 1, Poller: poller})
	if err != nil {
		t.Skipf("cannot run on %s: %v", poller, err)
	}
	g.SetPipes(4)
	far, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	r := &relayed{group: g, ended: make(chan error, 1)}
	ln, err := g.Listen(tcpAddr(t, "127.0.0.1:0"), ListenOpts{Sip: true, Loops: []int{0}}, func(task *Task, c *Conn) {
		dst, err := Dial(task, tcpAddr(t, far.Addr().String()), DialOpts{}, 0)
		if err == nil {
			err = r.carry(task, c, dst)
			dst.Close(int64(time.Second))
		}
		r.ended <- err
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.client, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if r.sink, err = far.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.client.Close()
		r.sink.Close()
		ln.Close(false)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := g.Close(ctx); err != nil {
			t.Error(err)
		}
		if _, used, free := g.Pipes(); used+free > 0 || g.pipes.open.Load() != 0 {
			t.Errorf("%d pipes in use and %d free are left", used, free)
		}
		if left := g.Leaks(); left != "" {
			t.Error(left)
		}
	})
	return r
}

func tcpAddr(t *testing.T, addr string) Addr {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return IPAddr(a.AddrPort())
}

// carry relays until the source ends, what was received before the pipe was there first.
func (r *relayed) carry(t *Task, src, dst *Conn) error {
	for {
		if err := src.Readable(t, 0); err != nil {
			return err
		}
		if n := src.Buffered(); n > 0 {
			if _, err := src.Forward(dst, int64(n)); err != nil {
				return err
			}
			continue
		}
		p := r.group.Loop(0).Pipe()
		n, err := p.Fill(src, 1<<30)
		for err == nil && p.Len() > 0 {
			_, err = p.Drain(t, dst, 0)
		}
		p.Release()
		r.moved += int64(n)
		if err != nil {
			return err
		}
	}
}

func (r *relayed) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(30 * time.Second):
		t.Fatal("the relay does not end")
		return nil
	}
}

func onPollers(t *testing.T, f func(t *testing.T, poller string)) {
	for _, poller := range []string{"rings", "epoll"} {
		t.Run(poller, func(t *testing.T) { f(t, poller) })
	}
}

// All bytes come through in order, by pipe for the most part, to a reader that takes its time.
func TestPipeCarries(t *testing.T) {
	onPollers(t, func(t *testing.T, poller string) {
		r := relay(t, poller)
		payload := make([]byte, 8<<20)
		for i := range payload {
			payload[i] = byte(i * 7 >> 3)
		}
		go func() {
			_, _ = r.client.Write(payload) // a failure shows at the other end
			r.client.Close()
		}()
		got := make([]byte, 0, len(payload))
		buf := make([]byte, 10_000)
		for {
			n, err := r.sink.Read(buf)
			got = append(got, buf[:n]...)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, payload) {
			t.Errorf("%d bytes came, which are not the %d sent", len(got), len(payload))
		}
		if err := r.end(t); err != io.EOF {
			t.Errorf("ended with %v", err)
		}
		if r.moved == 0 {
			t.Error("nothing went through a pipe")
		}
	})
}

// A side that resets its connection in the midst ends the relay, also while the other one is full or silent.
func TestPipeAborts(t *testing.T) {
	abort := func(c net.Conn) {
		_ = c.(*net.TCPConn).SetLinger(0) // of an open socket it cannot fail
		c.Close()
	}
	for _, tc := range []struct {
		name string
		do   func(r *relayed)
	}{
		{"source", func(r *relayed) { abort(r.client) }},
		{"destination that reads nothing", func(r *relayed) { abort(r.sink) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			onPollers(t, func(t *testing.T, poller string) {
				r := relay(t, poller)
				full := make(chan struct{})
				go func() {
					defer close(full)
					chunk := make([]byte, 64<<10)
					for {
						_ = r.client.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
						if _, err := r.client.Write(chunk); err != nil {
							return // full, as the sink reads nothing
						}
					}
				}()
				<-full
				tc.do(r)
				if tc.name == "source" {
					_, _ = io.Copy(io.Discard, r.sink) // what was on its way
				}
				if err := r.end(t); err == nil {
					t.Error("ended without an error")
				}
			})
		})
	}
}

// No more pipes are open than allowed, and those that are given back empty are used again.
func TestPipeLimit(t *testing.T) {
	g, err := Start(Config{Loops: 1, Poller: "epoll"})
	if err != nil {
		t.Fatal(err)
	}
	g.SetPipes(2)
	g.Each(func(l *Loop) {
		a, b := l.Pipe(), l.Pipe()
		if a == nil || b == nil || l.Pipe() != nil {
			t.Error("two pipes are allowed")
			return
		}
		a.Release()
		if c := l.Pipe(); c != a {
			t.Error("an empty pipe is not used again")
		}
		a.n = 1 // as if the stream ended in the midst
		a.Release()
		b.Release()
		if most, used, free := g.Pipes(); most != 2 || used != 0 || free != 1 {
			t.Errorf("%d allowed, %d used, %d free", most, used, free)
		}
	})
	if err := g.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if n := g.pipes.open.Load(); n != 0 {
		t.Errorf("%d pipes are left open", n)
	}
}

// Out-of-band data, which the kernel does not splice, does not block the loop.
func TestPipeMeetsUrgentData(t *testing.T) {
	onPollers(t, func(t *testing.T, poller string) {
		r := relay(t, poller)
		raw, err := r.client.(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		if err := raw.Control(func(fd uintptr) { err = syscall.Sendto(int(fd), []byte("!"), syscall.MSG_OOB, nil) }); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			answered := make(chan struct{})
			r.group.Loop(0).Post(func() { close(answered) })
			select {
			case <-answered:
			case <-time.After(30 * time.Second):
				t.Fatal("the loop is blocked")
			}
		}
	})
}
