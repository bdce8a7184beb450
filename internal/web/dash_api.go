package web

import (
	"compress/gzip"
	"io"
	"net/url"
	"sync"
	"time"

	"metergate/internal/http1"
	"metergate/internal/netio"
	"metergate/internal/proxy"
)

// apiService is the name of the service that answers queries on the history.
const apiService = "prometheus-api"

// ask hands a query to the service that answers it. Who may see the dashboard may ask all that it shows. Dashboards that
// show the same ask the same, since they round times to their step: an answer serves all of them for a while.
func (d *dashboard) ask(rq *proxy.ServiceRequest, at, query string) *proxy.ServiceAnswer {
	service := proxy.LookupService(apiService)
	if service == nil {
		return noHistory(rq)
	}
	key, to := at+"?"+query, *rq
	to.Target = []byte(key)
	if rq.Method != http1.MethodGet {
		return service.Answer(&to)
	}
	now := netio.Clock()
	if e := d.answers.get(rq.Gateway, key, now); e != nil {
		return e.answer(rq)
	}
	a := service.Answer(&to)
	if a.Status != 200 || a.Next == nil || a.Page {
		return a
	}
	return d.answers.keep(rq, key, now, a)
}

// noHistory says what is missing, as the query interface would.
func noHistory(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	a := &proxy.ServiceAnswer{Status: 503, Fields: [][2]string{{"content-type", "application/json"}, {"cache-control", "no-store"}}}
	whole(rq, a, []byte(`{"status":"error","errorType":"unavailable","error":"there is no history: add a section history to the configuration"}`))
	return a
}

// An answerCache keeps answers of the query interface for a few seconds.
type answerCache struct {
	mu      sync.Mutex
	entries map[answerKey]*entry
	size    int
}

type answerKey struct {
	g   *proxy.Gateway
	key string
}

// An entry is an answer of which the body is known.
type entry struct {
	until  int64 // ns
	fields [][2]string
	body   *asset
}

// What is kept: so long, answers up to this size, and so much in all.
const (
	answerTime  = int64(4 * time.Second)
	answerBytes = 512 << 10
	cacheBytes  = 8 << 20
)

func (c *answerCache) get(g *proxy.Gateway, key string, now int64) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[answerKey{g, key}]; e != nil && now < e.until {
		return e
	}
	return nil
}

// keep reads an answer and puts it into the cache. One that is too large is passed on as it comes.
func (c *answerCache) keep(rq *proxy.ServiceRequest, key string, now int64, a *proxy.ServiceAnswer) *proxy.ServiceAnswer {
	var body []byte
	for {
		var err error
		if body, err = a.Next(body); err == io.EOF {
			break
		} else if err != nil || len(body) > answerBytes {
			return resumed(a, body, err)
		}
	}
	if a.Close != nil {
		a.Close()
	}
	e := &entry{until: now + answerTime, fields: a.Fields, body: newAsset("", body, gzip.BestSpeed)}
	c.put(answerKey{rq.Gateway, key}, e, now)
	return e.answer(rq)
}

// resumed is an answer of which a part was read.
func resumed(a *proxy.ServiceAnswer, part []byte, err error) *proxy.ServiceAnswer {
	next := a.Next
	a.Next = func(dst []byte) ([]byte, error) {
		if part != nil {
			dst, part = append(dst, part...), nil
			return dst, err
		}
		return next(dst)
	}
	return a
}

// put makes room and keeps the entry.
func (c *answerCache) put(key answerKey, e *entry, now int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, old := range c.entries {
		if now >= old.until || c.size > cacheBytes || k == key {
			c.size -= old.size()
			delete(c.entries, k)
		}
	}
	if c.entries == nil {
		c.entries = map[answerKey]*entry{}
	}
	c.entries[key] = e
	c.size += e.size()
}

func (e *entry) size() int { return len(e.body.plain) + len(e.body.small) }

// answer makes an answer of the entry.
func (e *entry) answer(rq *proxy.ServiceRequest) *proxy.ServiceAnswer {
	a, body := &proxy.ServiceAnswer{Status: 200, Fields: append([][2]string{{"vary", "accept-encoding"}}, e.fields...)}, e.body.plain
	if acceptsGzip(rq) {
		body = e.body.small
		a.Fields = append(a.Fields, [2]string{"content-encoding", "gzip"})
	}
	whole(rq, a, body)
	return a
}

// param returns the first value of a query's field.
func param(query, name string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get(name)
}
