package proxy

import "testing"

// What failed attempts took is counted once, as a phase of its own, and the phases still add up to the whole.
func TestLostTimeIsAPhaseOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		name                                    string
		times                                   Times
		lost, queue, connect, response, request int64
	}{
		{"no server", Times{Request: 10}, 0, 0, 0, 0, 0},
		{"first attempt", Times{Request: 10, Queued: 13, Began: 13, Tried: 13, Connected: 15, Response: 22}, 0, 3, 2, 7, 12},
		{"same server again", Times{Request: 10, Queued: 13, Began: 13, Tried: 113, Connected: 115, Response: 122}, 100, 3, 2, 7, 112},
		{"another server, queued again", Times{Request: 10, Queued: 113, Began: 13, Tried: 113, Connected: 115, Response: 122}, 100, 3, 2, 7, 112},
		{"another server, then it again", Times{Request: 10, Queued: 60, Began: 13, Tried: 113, Connected: 115, Response: 122}, 100, 3, 2, 7, 112},
	} {
		x := &c.times
		lost, queued, connecting := x.lost()
		queue, connect, response := max(span(x.Request, x.Queued), 0)-queued, max(span(x.Queued, x.Connected), 0)-connecting, max(span(x.Connected, x.Response), 0)
		if lost != c.lost || queue != c.queue || connect != c.connect || response != c.response {
			t.Errorf("%s: lost %d, queue %d, connect %d, response %d", c.name, lost, queue, connect, response)
		}
		if f := x.flight(); max(f.Retry, 0) != c.lost || max(f.Queue, 0) != c.queue || max(f.Connect, 0) != c.connect {
			t.Errorf("%s: a record has %+v", c.name, f)
		}
		if sum := lost + queue + connect + response; sum != c.request {
			t.Errorf("%s: the phases are %d together, want %d", c.name, sum, c.request)
		}
	}
}
