package proxy

import (
	"slices"

	"metergate/internal/conf"
	"metergate/internal/http1"
	"metergate/internal/rule"
)

// A Capture is a place for a text of each request or response, kept for its log line.
type Capture struct {
	Header string // the field whose value it is, in lower case; "" for one that a rule fills
	Len    int    // longer texts are cut
}

// The directions of captures.
const (
	ofRequest = iota
	ofResponse
)

// captured holds what a message's captures kept.
type captured struct {
	text []byte
	at   []captureSpan // by the capture's number
}

// A span is a part of captured.text; set tells an empty text from none.
type captureSpan struct {
	from, to int
	set      bool
}

// reset empties n captures.
func (c *captured) reset(n int) {
	c.text, c.at = c.text[:0], slices.Grow(c.at[:0], n)[:n]
	clear(c.at)
}

// put keeps a text, cut to n bytes, as capture i.
func (c *captured) put(i int, text []byte, n int) {
	if i >= len(c.at) {
		return
	}
	from := len(c.text)
	c.text = append(c.text, text[:min(len(text), n)]...)
	c.at[i] = captureSpan{from, len(c.text), true}
}

// get returns capture i.
func (c *captured) get(i int) ([]byte, bool) {
	if i >= len(c.at) || !c.at[i].set {
		return nil, false
	}
	return c.text[c.at[i].from:c.at[i].to], true
}

// captureHead keeps the fields of a head that the frontend captures; of a field that is there several times, the last.
func (s *Stream) captureHead(direction int, h *http1.Head) {
	for i := range s.front.Captures[direction] {
		c := &s.front.Captures[direction][i]
		if c.Header == "" {
			continue
		}
		last := -1
		for at := h.Find(c.Header, 0); at >= 0; at = h.Find(c.Header, at+1) {
			last = at
		}
		if last >= 0 {
			s.captured[direction].put(i, h.Value(last), c.Len)
		}
	}
}

// A captureSlot is a line that declares a capture, and who is to know its number.
type captureSlot struct {
	Capture
	line   int
	number func(int)
}

// captures gives the captures of a frontend their numbers, in the order of the lines that declare them: headers,
// places, and rules that bring their own.
func (u *ruleCompiler) captures(f *Frontend) {
	var slots [2][]captureSlot
	for direction, keys := range captureKeys {
		for _, k := range keys {
			for _, line := range k.All(f.Bag) {
				slots[direction] = append(slots[direction], captureSlot{Capture: line.Value, line: line.Line})
			}
		}
	}
	for _, rs := range []*rule.Ruleset{f.Rules.TCPContent, f.Rules.Request} {
		for _, r := range rs.Rules {
			if a, ok := r.Action.(*captureAction); ok && a.len > 0 {
				slots[ofRequest] = append(slots[ofRequest], captureSlot{Capture{Len: a.len}, r.Line, func(n int) { a.slot = n }})
			}
		}
	}
	for direction, list := range slots {
		slices.SortStableFunc(list, func(a, b captureSlot) int { return a.line - b.line })
		for i, c := range list {
			f.Captures[direction] = append(f.Captures[direction], c.Capture)
			if c.number != nil {
				c.number(i)
			}
		}
	}
}

// capturesKnown reports rules of a frontend that fill a place which no line declares. Those of a backend are asked for
// many frontends, of which some may have the place.
func (u *ruleCompiler) capturesKnown(f *Frontend) {
	for _, rs := range []*rule.Ruleset{f.Rules.Request, f.Rules.Response, f.Rules.After} {
		for _, r := range rs.Rules {
			a, ok := r.Action.(*captureAction)
			if ok && a.slot >= len(f.Captures[a.direction]) {
				u.alert(conf.Pos{}, conf.Bare, "Proxy '%s': unable to find capture id '%d' referenced by %s capture rule (%s:%d).",
					f.Name, a.slot, [...]string{"http-request", "http-response"}[a.direction], r.File, r.Line)
			}
		}
	}
}

// captureKeys are the directives that declare captures.
var captureKeys = [2][]*conf.ListKey[Capture]{
	ofRequest:  {dirCaptureRequest, dirDeclareRequest},
	ofResponse: {dirCaptureResponse, dirDeclareResponse},
}
