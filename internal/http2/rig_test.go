package http2

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// A talk is a Client with a peer of another implementation: the frames of x/net.
type talk struct {
	t      testing.TB
	c      *Client
	wire   bytes.Buffer // from the peer, not yet decoded
	framer *http2.Framer
	out    bytes.Buffer // to the peer, not yet read
	reader *http2.Framer
	fields *hpack.Decoder
	seen   []string
	text   bytes.Buffer
	block  bytes.Buffer
	coder  *hpack.Encoder
	need   int
	err    error
	polite bool // the preface was looked at
}

// newTalk returns a connection on which the peer has said its SETTINGS, if greet.
func newTalk(t testing.TB, greet bool) *talk {
	k := &talk{t: t, c: NewClient(Options{})}
	k.framer = http2.NewFramer(&k.wire, nil)
	k.framer.AllowIllegalWrites = true
	k.reader = http2.NewFramer(nil, &k.out)
	k.coder = hpack.NewEncoder(&k.block)
	k.fields = hpack.NewDecoder(4096, func(f hpack.HeaderField) {
		k.seen[len(k.seen)-1] += fmt.Sprintf(" %s=%s", f.Name, f.Value)
	})
	if greet {
		_ = k.framer.WriteSettings()
	}
	return k
}

// ask writes a request.
func (k *talk) ask(text string) {
	k.t.Helper()
	if err := k.c.Encode([]byte(text)); err != nil {
		k.t.Fatal(err)
	}
	k.take()
}

// hear has the client decode what the peer wrote.
func (k *talk) hear() {
	for k.err == nil && k.wire.Len() >= k.need {
		used, need, err := k.c.Decode(k.wire.Bytes())
		k.wire.Next(used)
		k.take()
		k.need, k.err = need, err
	}
}

// take takes the client's output.
func (k *talk) take() {
	text, frames := k.c.Output()
	k.text.Write(text)
	k.out.Write(frames)
}

// read gives the frames that the client sent, one a word with what is in it.
func (k *talk) read() []string {
	k.t.Helper()
	if !k.polite && k.out.Len() > 0 {
		if got := string(k.out.Next(len(http2.ClientPreface))); got != http2.ClientPreface {
			k.t.Fatalf("the connection begins with %q", got)
		}
		k.polite = true
	}
	for {
		f, err := k.reader.ReadFrame()
		if errors.Is(err, io.EOF) {
			seen := k.seen
			k.seen = nil
			return seen
		}
		if err != nil {
			k.t.Fatal(err)
		}
		k.note(f)
	}
}

func (k *talk) note(f http2.Frame) {
	h := f.Header()
	word := fmt.Sprintf("%s/%d", h.Type, h.StreamID)
	if h.Flags&http2.FlagDataEndStream != 0 && (h.Type == http2.FrameData || h.Type == http2.FrameHeaders) {
		word += "/end"
	}
	k.seen = append(k.seen, word)
	last := &k.seen[len(k.seen)-1]
	switch f := f.(type) {
	case *http2.DataFrame:
		*last += fmt.Sprintf(" %d", len(f.Data()))
	case *http2.HeadersFrame:
		_, _ = k.fields.Write(f.HeaderBlockFragment())
	case *http2.ContinuationFrame:
		_, _ = k.fields.Write(f.HeaderBlockFragment())
	case *http2.RSTStreamFrame:
		*last += " " + f.ErrCode.String()
	case *http2.GoAwayFrame:
		*last += " " + f.ErrCode.String()
	case *http2.WindowUpdateFrame:
		*last += fmt.Sprintf(" %d", f.Increment)
	case *http2.SettingsFrame:
		if f.IsAck() {
			*last += " ack"
		}
	}
}

// head has the peer send a head.
func (k *talk) head(stream uint32, end bool, words ...string) {
	k.block.Reset()
	for i := 0; i < len(words); i += 2 {
		_ = k.coder.WriteField(hpack.HeaderField{Name: words[i], Value: words[i+1]})
	}
	_ = k.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: k.block.Bytes(), EndHeaders: true, EndStream: end})
}

func (k *talk) data(stream uint32, end bool, text string) {
	_ = k.framer.WriteData(stream, end, []byte(text))
}

// told gives the text that the user got, line ends made visible.
func (k *talk) told() string {
	s := strings.ReplaceAll(k.text.String(), "\r\n", "|")
	k.text.Reset()
	return s
}
