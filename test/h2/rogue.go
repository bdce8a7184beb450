package h2

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A Rogue is an HTTP/2 server in clear text that plays the trick which the path of a request names; for another path it
// answers 200 and `ok`.
type Rogue struct {
	ln   net.Listener
	mu   sync.Mutex // guards the fields below
	all  map[net.Conn]bool
	asks map[string]int
	done sync.WaitGroup
}

// StartRogue serves on a free port of the loopback.
func StartRogue() (*Rogue, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot start HTTP/2 rogue: %w", err)
	}
	r := &Rogue{ln: ln, all: map[net.Conn]bool{}, asks: map[string]int{}}
	r.done.Go(r.accept)
	return r, nil
}

// Addr is the address that the rogue listens on.
func (r *Rogue) Addr() string { return r.ln.Addr().String() }

// Asked is how often a path was asked for.
func (r *Rogue) Asked(path string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asks[path]
}

// Stop closes all connections and waits for what serves them.
func (r *Rogue) Stop() {
	r.ln.Close()
	r.mu.Lock()
	for c := range r.all {
		c.Close()
	}
	r.mu.Unlock()
	r.done.Wait()
}

func (r *Rogue) accept() {
	for {
		c, err := r.ln.Accept()
		if err != nil {
			return
		}
		r.mu.Lock()
		r.all[c] = true
		r.mu.Unlock()
		r.done.Go(func() {
			r.serve(c)
			c.Close()
			r.mu.Lock()
			delete(r.all, c)
			r.mu.Unlock()
		})
	}
}

// A Peer is one connection of a rogue, on which a request has just come.
type Peer struct {
	net.Conn
	*http2.Framer
	Stream uint32 // of the request
	path   string
	ended  bool
	asked  int // how often its path was asked for, this time included
	fields *hpack.Decoder
	block  bytes.Buffer
	coder  *hpack.Encoder
}

func (r *Rogue) serve(c net.Conn) {
	begin := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c, begin); err != nil || string(begin) != http2.ClientPreface {
		return
	}
	p := &Peer{Conn: c, Framer: http2.NewFramer(c, c)}
	p.AllowIllegalWrites = true
	p.coder = hpack.NewEncoder(&p.block)
	p.fields = hpack.NewDecoder(4096, func(f hpack.HeaderField) {
		if f.Name == ":path" {
			p.path = f.Value
		}
	})
	for greeted := false; ; {
		if !p.next() {
			return
		}
		r.mu.Lock()
		r.asks[p.path]++
		p.asked = r.asks[p.path]
		r.mu.Unlock()
		trick := Tricks[p.path]
		if trick != nil && trick.Rude && greeted {
			return // it is played on a new connection
		}
		if !greeted && (trick == nil || !trick.Rude) {
			_ = p.WriteSettings()
			greeted = true
		}
		if trick == nil {
			p.OK()
			continue
		}
		trick.Play(p)
		if trick.Harmless {
			continue
		}
		_, _ = io.Copy(io.Discard, c) // until the gateway has seen enough
		return
	}
}

// next reads frames until the head of a request has come whole.
func (p *Peer) next() bool {
	for {
		f, err := p.ReadFrame()
		if err != nil {
			return false
		}
		if h, ok := f.(*http2.HeadersFrame); ok && h.HeadersEnded() {
			p.Stream, p.ended = h.StreamID, h.StreamEnded()
			_, err := p.fields.Write(h.HeaderBlockFragment())
			return err == nil && p.fields.Close() == nil
		}
	}
}

// Fields encodes fields, given as names and values in turn.
func (p *Peer) Fields(words ...string) []byte {
	p.block.Reset()
	for i := 0; i < len(words); i += 2 {
		_ = p.coder.WriteField(hpack.HeaderField{Name: words[i], Value: words[i+1]})
	}
	return p.block.Bytes()
}

// Head sends a head of these fields.
func (p *Peer) Head(end bool, words ...string) {
	_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: p.Stream, BlockFragment: p.Fields(words...), EndHeaders: true, EndStream: end})
}

// OK answers the request.
func (p *Peer) OK() {
	p.Head(false, ":status", "200", "content-length", "3")
	_ = p.WriteData(p.Stream, true, []byte("ok\n"))
}
