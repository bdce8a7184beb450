package h2

import (
	"io"
	"strings"

	"golang.org/x/net/http2"
)

// A Trick is something that a server should not do.
type Trick struct {
	Play func(*Peer)
	Rude bool // the server has not sent its SETTINGS when it is played
	// Harmless says that the rules allow it: the connection lives on.
	Harmless bool
}

// flood is how many frames a flood has.
const flood = 24000

// Tricks are played for the paths that name them. Those below /cut/ come when a part of the answer is out.
var Tricks = map[string]*Trick{
	"/http1":         {Play: says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), Rude: true},
	"/garbage":       {Play: says(strings.Repeat("\xff", 64)), Rude: true},
	"/close":         {Play: func(p *Peer) { p.Close() }, Rude: true},
	"/no-settings":   {Play: func(p *Peer) { p.OK() }, Rude: true},
	"/ack-first":     {Play: func(p *Peer) { _ = p.WriteSettingsAck() }, Rude: true},
	"/oversized":     {Play: raw(1<<14+1, http2.FrameData, 0, 1)},
	"/giant":         {Play: says("\xff\xff\xff\x00\x00\x00\x00\x00\x01")},
	"/data-first":    {Play: func(p *Peer) { _ = p.WriteData(p.Stream, true, []byte("body")) }},
	"/idle-data":     {Play: func(p *Peer) { _ = p.WriteData(p.Stream+2, true, []byte("body")) }},
	"/zero-data":     {Play: func(p *Peer) { _ = p.WriteData(0, true, []byte("body")) }},
	"/even-headers":  {Play: func(p *Peer) { p.Stream = 2; p.OK() }},
	"/zero-headers":  {Play: func(p *Peer) { p.Stream = 0; p.OK() }},
	"/padding":       {Play: raw(4, http2.FrameData, http2.FlagDataPadded, 1)},
	"/padded-head":   {Play: raw(4, http2.FrameHeaders, http2.FlagHeadersPadded|http2.FlagHeadersEndHeaders, 1)},
	"/short-weight":  {Play: raw(4, http2.FrameHeaders, http2.FlagHeadersPriority|http2.FlagHeadersEndHeaders, 1)},
	"/push":          {Play: raw(8, http2.FramePushPromise, http2.FlagPushPromiseEndHeaders, 1)},
	"/bad-block":     {Play: raw(8, http2.FrameHeaders, http2.FlagHeadersEndHeaders, 1)},
	"/interrupted":   {Play: interrupted},
	"/no-head":       {Play: raw(4, http2.FrameContinuation, http2.FlagContinuationEndHeaders, 1)},
	"/continued":     {Play: continued("x")},
	"/continued-nil": {Play: continued("")},
	"/settings-odd":  {Play: raw(5, http2.FrameSettings, 0, 0)},
	"/settings-on":   {Play: raw(6, http2.FrameSettings, 0, 1)},
	"/settings-ack":  {Play: raw(6, http2.FrameSettings, http2.FlagSettingsAck, 0)},
	"/settings-push": {Play: set(http2.SettingEnablePush, 1)},
	"/settings-win":  {Play: set(http2.SettingInitialWindowSize, 1<<31)},
	"/settings-size": {Play: set(http2.SettingMaxFrameSize, 1)},
	"/settings":      {Play: repeat(func(p *Peer) error { return p.WriteSettings() })},
	"/ping-odd":      {Play: raw(7, http2.FramePing, 0, 0)},
	"/ping-on":       {Play: raw(8, http2.FramePing, 0, 1)},
	"/pings":         {Play: repeat(func(p *Peer) error { return p.WritePing(false, [8]byte{}) })},
	"/acks":          {Play: repeat(func(p *Peer) error { return p.WritePing(true, [8]byte{}) })},
	"/resets":        {Play: repeat(func(p *Peer) error { return p.WriteRSTStream(p.Stream+2, http2.ErrCodeCancel) })},
	"/empty-data":    {Play: emptyData},
	"/unknown":       {Play: repeat(func(p *Peer) error { return p.WriteRawFrame(0x77, 0, 0, nil) })},
	"/updates":       {Play: repeat(func(p *Peer) error { return p.WriteWindowUpdate(0, 1) })},
	"/reset-odd":     {Play: raw(3, http2.FrameRSTStream, 0, 1)},
	"/reset-idle":    {Play: func(p *Peer) { _ = p.WriteRSTStream(p.Stream+2, http2.ErrCodeCancel) }},
	"/window-odd":    {Play: raw(3, http2.FrameWindowUpdate, 0, 0)},
	"/window-zero":   {Play: func(p *Peer) { _ = p.WriteWindowUpdate(0, 0) }},
	"/window-over":   {Play: func(p *Peer) { _ = p.WriteWindowUpdate(0, 1<<31-1) }},
	"/window-idle":   {Play: func(p *Peer) { _ = p.WriteWindowUpdate(p.Stream+2, 1) }},
	"/goaway-odd":    {Play: raw(7, http2.FrameGoAway, 0, 0)},
	"/goaway-on":     {Play: raw(8, http2.FrameGoAway, 0, 1)},
	"/priority-zero": {Play: raw(5, http2.FramePriority, 0, 0)},
	"/priority-odd":  {Play: raw(4, http2.FramePriority, 0, 1)},

	"/upper":          {Play: bare(":status", "200", "X-Upper", "1")},
	"/blank-name":     {Play: bare(":status", "200", "x blank", "1")},
	"/no-name":        {Play: bare(":status", "200", "", "1")},
	"/colon-name":     {Play: bare(":status", "200", "x:y", "1")},
	"/cr":             {Play: bare(":status", "200", "x", "a\rb")},
	"/lf":             {Play: bare(":status", "200", "x", "a\nset-cookie: POISON=1")},
	"/nul":            {Play: bare(":status", "200", "x", "a\x00b")},
	"/no-status":      {Play: bare("x", "1")},
	"/two-status":     {Play: bare(":status", "200", ":status", "200")},
	"/late-status":    {Play: bare("x", "1", ":status", "200")},
	"/odd-status":     {Play: bare(":status", "2000")},
	"/low-status":     {Play: bare(":status", "099")},
	"/word-status":    {Play: bare(":status", "+20")},
	"/pseudo":         {Play: bare(":status", "200", ":path", "/")},
	"/switch":         {Play: bare(":status", "101")},
	"/connection":     {Play: bare(":status", "200", "connection", "close")},
	"/keep-alive":     {Play: bare(":status", "200", "keep-alive", "timeout=5")},
	"/proxy":          {Play: bare(":status", "200", "proxy-connection", "close")},
	"/chunked":        {Play: bare(":status", "200", "transfer-encoding", "chunked")},
	"/upgrade":        {Play: bare(":status", "200", "upgrade", "h2c")},
	"/te":             {Play: bare(":status", "200", "te", "trailers")},
	"/length-word":    {Play: bare(":status", "200", "content-length", "+3")},
	"/length-negates": {Play: bare(":status", "200", "content-length", "-3")},
	"/lengths":        {Play: bare(":status", "200", "content-length", "3", "content-length", "4")},
	"/length-nothing": {Play: bare(":status", "200", "content-length", "3")},
	"/hint-ends":      {Play: bare(":status", "103")},
	"/large":          {Play: bare(":status", "200", "x-large", strings.Repeat("x", 20000))},
	"/many":           {Play: bare(append([]string{":status", "200"}, many(400)...)...)},
	"/hints":          {Play: repeat(func(p *Peer) error { p.Head(false, ":status", "103", "link", "</x>"); return nil })},
	"/bomb":           {Play: bomb},

	"/cut/long":        {Play: body("content-length", "2", "body")},
	"/cut/short":       {Play: body("content-length", "9", "body")},
	"/cut/after":       {Play: after},
	"/cut/flow":        {Play: overflow},
	"/cut/trailer":     {Play: trailer(true, ":status", "200")},
	"/cut/trailer-lf":  {Play: trailer(true, "x", "a\r\nb")},
	"/cut/trailer-on":  {Play: trailer(false, "x", "y")},
	"/cut/reset":       {Play: func(p *Peer) { p.Part(); _ = p.WriteRSTStream(p.Stream, http2.ErrCodeInternal) }},
	"/cut/close":       {Play: func(p *Peer) { p.Part(); p.Close() }},
	"/cut/half":        {Play: func(p *Peer) { p.Part(); _, _ = io.WriteString(p.Conn, "\x00\x40\x00\x00\x00"); p.Close() }},
	"/cut/goaway":      {Play: func(p *Peer) { p.Part(); _ = p.WriteGoAway(0, http2.ErrCodeInternal, nil) }},
	"/reset":           {Play: func(p *Peer) { _ = p.WriteRSTStream(p.Stream, http2.ErrCodeInternal) }},
	"/refused":         {Play: func(p *Peer) { _ = p.WriteRSTStream(p.Stream, http2.ErrCodeRefusedStream) }},
	"/goaway":          {Play: func(p *Peer) { _ = p.WriteGoAway(0, http2.ErrCodeNo, nil) }},
	"/refused-once":    {Play: once(func(p *Peer) { _ = p.WriteRSTStream(p.Stream, http2.ErrCodeRefusedStream) }), Harmless: true},
	"/goaway-once":     {Play: once(func(p *Peer) { _ = p.WriteGoAway(0, http2.ErrCodeNo, nil) }), Harmless: true},
	"/goaway-answered": {Play: func(p *Peer) { _ = p.WriteGoAway(p.Stream, http2.ErrCodeNo, nil); p.OK() }, Harmless: true},
	"/enough":          {Play: func(p *Peer) { p.OK(); _ = p.WriteRSTStream(p.Stream, http2.ErrCodeNo) }, Harmless: true},
}

// says plays bytes that are no frames.
func says(text string) func(*Peer) {
	return func(p *Peer) { _, _ = io.WriteString(p.Conn, text) }
}

// raw plays one frame of n bytes, all of them ones.
func raw(n int, kind http2.FrameType, flags http2.Flags, stream uint32) func(*Peer) {
	return func(p *Peer) {
		if stream != 0 {
			stream := p.Stream
			_ = p.WriteRawFrame(kind, flags, stream, []byte(strings.Repeat("\xff", n)))
			return
		}
		_ = p.WriteRawFrame(kind, flags, 0, []byte(strings.Repeat("\xff", n)))
	}
}

func set(id http2.SettingID, value uint32) func(*Peer) {
	return func(p *Peer) { _ = p.WriteSettings(http2.Setting{ID: id, Val: value}) }
}

// repeat plays a frame many times, and answers then.
func repeat(act func(*Peer) error) func(*Peer) {
	return func(p *Peer) {
		for range flood {
			if act(p) != nil {
				return
			}
		}
		p.OK()
	}
}

// once plays something on the first request, and answers the others.
func once(act func(*Peer)) func(*Peer) {
	return func(p *Peer) {
		if p.asked > 1 {
			p.OK()
			return
		}
		act(p)
	}
}

// bare plays an answer that has nothing but a head.
func bare(words ...string) func(*Peer) {
	return func(p *Peer) { p.Head(true, words...) }
}

func many(n int) (words []string) {
	for range n {
		words = append(words, "x", "y")
	}
	return words
}

func interrupted(p *Peer) {
	_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: p.Stream, BlockFragment: p.Fields(":status", "200")})
	_ = p.WritePing(false, [8]byte{})
}

// continued plays a head that does not end.
func continued(more string) func(*Peer) {
	return func(p *Peer) {
		_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: p.Stream, BlockFragment: p.Fields(":status", "200")})
		for range flood {
			if p.WriteContinuation(p.Stream, false, []byte(more)) != nil {
				return
			}
		}
	}
}

// bomb plays a small block that decodes to a large head.
func bomb(p *Peer) {
	block := append([]byte(nil), p.Fields(":status", "200", "x", strings.Repeat("x", 4000))...)
	for range 16000 {
		block = append(block, 0x80|62)
	}
	_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: p.Stream, BlockFragment: block[:16000], EndHeaders: true, EndStream: true})
}

func emptyData(p *Peer) {
	p.Head(false, ":status", "200")
	for range flood {
		if p.WriteData(p.Stream, false, nil) != nil {
			return
		}
	}
	_ = p.WriteData(p.Stream, true, nil)
}

// body plays an answer whose body is not what the field says.
func body(name, value, text string) func(*Peer) {
	return func(p *Peer) {
		p.Head(false, ":status", "200", name, value)
		_ = p.WriteData(p.Stream, true, []byte(text))
	}
}

// Part sends a part of an answer.
func (p *Peer) Part() {
	p.Head(false, ":status", "200")
	_ = p.WriteData(p.Stream, false, []byte("part"))
}

// after plays data behind the end.
func after(p *Peer) {
	p.Head(false, ":status", "200", "content-length", "30")
	_ = p.WriteRSTStream(p.Stream, http2.ErrCodeNo)
	_ = p.WriteData(p.Stream, true, []byte("POISON"))
}

// overflow plays data that heeds no window, and never ends it. A reader that is fast may grant what it brings.
func overflow(p *Peer) {
	defer p.Close()
	p.Head(false, ":status", "200")
	for range 512 {
		if p.WriteData(p.Stream, false, make([]byte, 1<<14)) != nil {
			return
		}
	}
}

func trailer(end bool, words ...string) func(*Peer) {
	return func(p *Peer) {
		p.Part()
		p.Head(end, words...)
	}
}
