package http2

import (
	"bytes"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"metergate/internal/http1"
)

// most bounds what one input may become: its own size, and of each head what Options allow.
func most(wire []byte) int { return 64*len(wire) + (len(wire)/frameHead+1)*(defaultMaxHead+256) }

// FuzzFrames: whatever a server sends, the decoder ends, takes no more than there is, makes no more than it may, and a
// response that it tells is one of HTTP/1.
func FuzzFrames(f *testing.F) {
	settings := []byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	for _, seed := range []func(k *talk){
		func(k *talk) { k.head(1, true, ":status", "200") },
		func(k *talk) { k.head(1, false, ":status", "200"); k.data(1, true, "body") },
		func(k *talk) {
			k.head(1, false, ":status", "103")
			k.head(1, false, ":status", "200")
			k.head(1, true, "a", "b")
		},
		func(k *talk) { _ = k.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1}) },
		func(k *talk) { _ = k.framer.WriteGoAway(1, 0, nil) },
		func(k *talk) { _ = k.framer.WriteRSTStream(1, 7) },
		func(k *talk) { _ = k.framer.WriteDataPadded(1, true, []byte("x"), make([]byte, 9)) },
		func(k *talk) { _ = k.framer.WriteContinuation(1, true, []byte{0x88}) },
	} {
		k := newTalk(f, false)
		seed(k)
		f.Add(append(bytes.Clone(settings), k.wire.Bytes()...), uint8(0))
	}
	f.Fuzz(func(t *testing.T, wire []byte, method uint8) {
		k := newTalk(t, false)
		ask := []string{get, post, "HEAD / HTTP/1.1\r\nhost: x\r\n\r\n"}[method%3]
		k.ask(ask)
		k.wire.Write(wire)
		for k.err == nil && k.wire.Len() >= k.need {
			used, need, err := k.c.Decode(k.wire.Bytes())
			if used == 0 && err == nil && need <= k.need {
				t.Fatal("no progress")
			}
			k.wire.Next(used)
			k.take()
			k.need, k.err = need, err
		}
		k.c.Drained(0)
		k.take()
		if k.text.Len()+k.out.Len() > most(wire) {
			t.Fatalf("%d bytes became %d of text and %d of frames", len(wire), k.text.Len(), k.out.Len())
		}
		k.reads(ask)
	})
}

// reads has the text read as the gateway reads it.
func (k *talk) reads(ask string) {
	var q http1.Request
	if _, err := q.Parse([]byte(ask), &taking); err != nil {
		k.t.Fatal(err)
	}
	var r http1.Response
	for view := k.text.Bytes(); len(view) > 0; {
		n, err := r.Parse(view, &q, nil)
		if err != nil || n == 0 {
			return // what HTTP/1 refuses further, such as too many fields, is refused there
		}
		if bytes.ContainsAny(view[:n], "\x00") {
			k.t.Fatalf("told %q", view[:n])
		}
		if view = view[n:]; !r.Interim() {
			return
		}
	}
}

// FuzzFields: whatever fields a response has, its lines are those of HTTP/1.
func FuzzFields(f *testing.F) {
	f.Add("x-name", "value")
	f.Add("X-Name", "a\r\nb: c")
	f.Add("connection", "close")
	f.Add("content-length", "5")
	f.Add(":status", "200")
	f.Fuzz(func(t *testing.T, name, value string) {
		var b fields
		b.reset(defaultMaxHead, false)
		b.field(hpack.HeaderField{Name: ":status", Value: "200"})
		b.field(hpack.HeaderField{Name: name, Value: value})
		if b.bad != "" {
			return
		}
		if n := bytes.Count(b.lines, []byte("\n")); n > 1 || n != bytes.Count(b.lines, []byte("\r\n")) || n == 1 && !bytes.HasSuffix(b.lines, []byte("\r\n")) {
			t.Fatalf("%q: %q became %q", name, value, b.lines)
		}
	})
}
