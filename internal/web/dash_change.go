package web

import (
	"encoding/json"
	"strings"

	"metergate/internal/proxy"
)

// A change is an event on the time axis of all graphs.
type change struct {
	At   float64 `json:"t"` // seconds since 1970
	Kind string  `json:"kind"`
	// Proxy and Server say where it happened; empty for the gateway as a whole.
	Proxy  string `json:"proxy,omitempty"`
	Server string `json:"server,omitempty"`
	Text   string `json:"text"`
	Tone   string `json:"tone"` // up, warn, down, drain, off or plain, as on the stats page
}

// changes are the changes of state that were seen between readings.
type changes struct {
	states map[string]string // of servers and backends by their names, in words
	recent []change          // the last ones, for those who join
	fresh  []change          // of the last reading
}

// changesKept is how many changes those who join are told of.
const changesKept = 100

func (c *changes) init(*proxy.Gateway) { c.states = map[string]string{} }

// read looks for states that are not what they were.
func (c *changes) read(g *proxy.Gateway, at int64) {
	c.fresh = nil
	first := len(c.states) == 0
	for _, p := range g.Proxies() {
		if p.Back == nil {
			continue
		}
		c.see(first, at, p.Name, "", p.Back.Status())
		for _, s := range p.Back.Servers() {
			c.see(first, at, p.Name, s.Name, s.Status())
		}
	}
	c.recent = append(c.recent, c.fresh...)
	if n := len(c.recent) - changesKept; n > 0 {
		c.recent = append([]change(nil), c.recent[n:]...)
	}
}

// see notes a state. How far a server is on its way between two states is no change.
func (c *changes) see(first bool, at int64, proxy, server, status string) {
	word, _, _ := strings.Cut(status, " ")
	key := proxy + "/" + server
	was, known := c.states[key]
	c.states[key] = word
	if first || !known || was == word {
		return
	}
	name := key
	if server == "" {
		name = "Backend " + proxy
	}
	c.fresh = append(c.fresh, change{
		At: float64(at/1e6) / 1e3, Kind: "server", Proxy: proxy, Server: server,
		Text: name + " is " + word + ", was " + was, Tone: stateOf(word).tone,
	})
}

// appendChanges writes events of the stream.
func appendChanges(b []byte, list []change) []byte {
	if len(list) == 0 {
		return b
	}
	text, err := json.Marshal(list)
	if err != nil {
		return b // a struct of texts and a finite number is never refused
	}
	return append(append(append(b, "event: changes\ndata: "...), text...), "\n\n"...)
}
