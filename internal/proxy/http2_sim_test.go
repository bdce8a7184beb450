package proxy

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"metergate/internal/netio"
	"metergate/internal/netio/simtest"
)

// simConn is a connection of a task as the frames of x/net want it.
type simConn struct {
	t *netio.Task
	c *netio.Conn
}

func (s simConn) Read(p []byte) (int, error) {
	view, err := s.c.Peek(s.t, 1, 0)
	n := copy(p, view)
	s.c.Discard(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

func (s simConn) Write(p []byte) (int, error) { return len(p), s.c.Write(p) }

// An h2Sim is a server of the simulation that speaks HTTP/2, and knows of windows what it must.
type h2Sim struct {
	simConn
	*http2.Framer
	path   string
	stream uint32
	ended  bool
	out    int64 // what the connection and the stream may be sent, the lesser of the two
	block  bytes.Buffer
	coder  *hpack.Encoder
	fields *hpack.Decoder
}

// simHTTP2 answers by what the target names.
func simHTTP2(t *netio.Task, c *netio.Conn) {
	k := &h2Sim{simConn: simConn{t, c}}
	k.Framer = http2.NewFramer(k, k)
	k.coder = hpack.NewEncoder(&k.block)
	k.fields = hpack.NewDecoder(4096, func(f hpack.HeaderField) {
		if f.Name == ":path" {
			k.path = f.Value
		}
	})
	defer c.Close(simSecond)
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(k, preface); err != nil || k.WriteSettings() != nil {
		return
	}
	for k.next() && k.answer() {
	}
}

// next reads frames until a request is there whole, and lets the gateway send all of it.
func (k *h2Sim) next() bool {
	for k.ended = false; !k.ended; {
		if !k.frame() {
			return false
		}
	}
	return true
}

func (k *h2Sim) frame() bool {
	f, err := k.ReadFrame()
	if err != nil {
		return false
	}
	switch f := f.(type) {
	case *http2.HeadersFrame:
		k.stream, k.ended, k.out = f.StreamID, f.StreamEnded(), 96<<10
		_, err = k.fields.Write(f.HeaderBlockFragment())
	case *http2.DataFrame:
		k.ended = f.StreamEnded()
		if n := uint32(len(f.Data())); n > 0 {
			_ = k.WriteWindowUpdate(0, n)
			_ = k.WriteWindowUpdate(f.StreamID, n)
		}
	case *http2.WindowUpdateFrame:
		if f.StreamID != 0 {
			k.out += int64(f.Increment)
		}
	case *http2.PingFrame:
	}
	return err == nil
}

func (k *h2Sim) head(end bool, words ...string) {
	k.block.Reset()
	for i := 0; i < len(words); i += 2 {
		_ = k.coder.WriteField(hpack.HeaderField{Name: words[i], Value: words[i+1]})
	}
	_ = k.WriteHeaders(http2.HeadersFrameParam{StreamID: k.stream, BlockFragment: k.block.Bytes(), EndHeaders: true, EndStream: end})
}

// body sends text as far as the windows let it, and waits for more of them.
func (k *h2Sim) body(end bool, text string) bool {
	for text != "" {
		for k.out == 0 {
			if !k.frame() {
				return false
			}
		}
		n := min(len(text), int(k.out), 1<<14)
		k.out -= int64(n)
		if k.WriteData(k.stream, end && n == len(text), []byte(text[:n])) != nil {
			return false
		}
		text = text[n:]
	}
	return true
}

// answer answers the request and reports whether the connection goes on.
func (k *h2Sim) answer() bool {
	switch k.path {
	case "/empty":
		return false
	case "/garbage":
		_, _ = io.WriteString(k, "garbage that is no frame")
	case "/cut":
		k.head(false, ":status", "200", "content-length", "1000")
		k.body(false, "half")
		_ = k.WriteRSTStream(k.stream, http2.ErrCodeInternal)
	case "/hang":
		_ = k.t.Sleep(k.t.Now() + 30*simSecond)
		return false
	case "/slow":
		_ = k.t.Sleep(k.t.Now() + simSecond)
		k.head(true, ":status", "200")
	case "/chunked":
		k.head(false, ":status", "200")
		for i := range 40 {
			if i > 0 && !k.body(false, strings.Repeat("c", i*100)) {
				return false
			}
		}
		k.head(true, "x-trailer", "1")
	case "/503":
		_ = k.WriteGoAway(k.stream, http2.ErrCodeNo, nil)
		k.head(true, ":status", "503")
	case "/big":
		k.head(false, ":status", "200", "content-length", "200000")
		return k.body(true, strings.Repeat("b", 200000))
	default:
		_ = k.WritePing(false, [8]byte{})
		k.head(true, ":status", "200", "content-length", "0")
	}
	return true
}

// TestSimulatedHTTP2 is TestSimulated with servers that speak HTTP/2.
func TestSimulatedHTTP2(t *testing.T) {
	run := func(t *testing.T, loops *netio.Group) {
		config := strings.NewReplacer("7001 ", "7001 proto h2 ", "7002 ", "7002 proto h2 ").Replace(simConfig)
		g, log := simRigWith(t, loops, config, simHTTP2)
		simTraffic(t, loops, g, log)
		if b := g.Backend("b"); h2StreamTot.Sum(b.Set) == 0 || h2Conns.Sum(b.Set) < 0 {
			t.Error("no stream was begun")
		}
	}
	t.Run("calm", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{}, run) })
	t.Run("resets", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{Resets: 200}, run) })
	t.Run("cancels", func(t *testing.T) { simtest.Run(t, simSeeds, simtest.Faults{Cancels: 200}, run) })
}
