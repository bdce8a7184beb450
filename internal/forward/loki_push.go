package forward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A lokiPush is a message on its way to Loki. Of a request that it refuses Loki stores what is right all the same, and
// does not say which entries those are: they are found by pushing fewer at a time. What was stored before is not stored
// twice.
type lokiPush struct {
	*loki
	ctx   context.Context
	m     *message
	left  int // requests that may still be made
	said  verdict
	first error // why entries are to be pushed again
}

// lokiPatience bounds the requests for one message: it is enough for six entries that are refused for different reasons
// among 5,000.
const lokiPatience = 100

// push pushes the parts at some places.
func (p *lokiPush) push(at []int) {
	if p.first != nil {
		p.said.again = append(p.said.again, at...)
		return
	}
	if p.left--; p.left < 0 {
		p.said.lost.items += len(at)
		p.said.lost.why = "too many entries are refused to find out which"
		return
	}
	a, v := p.post(p.ctx, p.url, p.body(p.m.parts, at), append(sequence(p.m), "Content-Type", "application/x-protobuf", "Content-Encoding", "snappy")...)
	p.said.after = max(p.said.after, v.after)
	switch {
	case v.err == nil:
	case !errors.Is(v.err, errRefused) && !errors.Is(v.err, errTooLarge):
		p.first, p.said.again = v.err, append(p.said.again, at...)
	case p.metadata && bytes.Contains(a.body, []byte("includes structured metadata, but this feature is disallowed")):
		p.metadata = false
		p.push(at)
	default:
		p.sift(at, a.body, v.err)
	}
}

// sift looks for the entries that were refused among those at some places: stream by stream, by their time, then by halves.
func (p *lokiPush) sift(at []int, body []byte, why error) {
	if streams := p.streams(at); len(streams) > 1 {
		for _, some := range streams {
			p.push(some)
		}
		return
	}
	if limit := oldest(body); limit > 0 {
		old, rest := p.split(at, limit)
		if len(old) == 0 { // the limit is told in whole seconds
			old, rest = p.split(at, limit+int64(time.Second))
		}
		if len(old) > 0 {
			for _, i := range old {
				p.refuse(i, fmt.Errorf("it is too old: %w", why))
			}
			if len(rest) > 0 {
				p.push(rest)
			}
			return
		}
	}
	if len(at) == 1 {
		p.refuse(at[0], why)
		return
	}
	p.push(at[:len(at)/2])
	p.push(at[len(at)/2:])
}

// refuse gives up an entry.
func (p *lokiPush) refuse(i int, why error) {
	when := time.Unix(0, cutLokiItem(p.m.parts[i].item).ns).UTC().Format(time.RFC3339Nano)
	p.said.refused = append(p.said.refused, refusal{i, fmt.Sprintf("entry of %s: %v", when, why)})
}

// streams returns the places by the streams of their parts.
func (p *lokiPush) streams(at []int) (all [][]int) {
	places := map[string]int{}
	for _, i := range at {
		name := cutLokiItem(p.m.parts[i].item).stream
		n, known := places[name]
		if !known {
			n, all = len(all), append(all, nil)
			places[name] = n
		}
		all[n] = append(all[n], i)
	}
	return all
}

// split returns the places of entries before a time, in ns since 1970, and the others.
func (p *lokiPush) split(at []int, ns int64) (before, others []int) {
	for _, i := range at {
		if cutLokiItem(p.m.parts[i].item).ns < ns {
			before = append(before, i)
		} else {
			others = append(others, i)
		}
	}
	return before, others
}

// verdict is what became of the message.
func (p *lokiPush) verdict() verdict {
	if len(p.said.again) == len(p.m.parts) {
		return verdict{err: p.first, after: p.said.after}
	}
	slices.Sort(p.said.again)
	slices.SortFunc(p.said.refused, func(a, b refusal) int { return a.index - b.index })
	return p.said
}
