package forward

import (
	"errors"
	"fmt"
	"net/http"
	"text/template"
	"time"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

// A Feed is what one line send-metrics-url asks for.
type Feed struct {
	// Name is send-metrics, and send-metrics-2 for the second one.
	Name string

	line    sendLine
	header  []headerField
	content string
	data    *proxy.GatewayFormat // or template
	page    *template.Template
	debug   int
	gateway *proxy.Gateway
}

// sendName is the name of the first feed.
const sendName = "send-metrics"

// CompileFeeds reads the lines send-metrics-url of section global, whose gateway g is, and those that belong to them. What is
// wrong is said in d.
func CompileFeeds(f *conf.File, g *proxy.Gateway, d *conf.Diagnostics) (all []*Feed) {
	b := f.Global.Bag
	for i, l := range dirSendURL.All(b) {
		c, err := compileFeed(b, i, l.Value, g)
		if err != nil {
			d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: lineOf(err, l.Pos), Text: fmt.Sprintf("'%s' : %v.", dirSendURL.Name(), err)})
			continue
		}
		all = append(all, c)
	}
	return all
}

func compileFeed(b *conf.Bag, i int, l sendLine, g *proxy.Gateway) (*Feed, error) {
	c := &Feed{Name: sendName, line: l, content: "text/plain; charset=utf-8", debug: int(dirSendDebug.Or(b, 0)), gateway: g}
	if i > 0 {
		c.Name = fmt.Sprintf("%s-%d", sendName, i+1)
	}
	if content := of(dirSendContent, b, i); content != nil {
		c.content = content.Value.value
	}
	for _, e := range dirSendHeader.All(b) {
		if e.Value.urls != 0 && e.Value.urls != i+1 {
			continue
		}
		for _, h := range e.Value.value {
			field, err := h.compile(g, e.Pos)
			if err != nil {
				return nil, err
			}
			c.header = append(c.header, field)
		}
	}
	return c, c.compileBody(of(dirSendData, b, i), of(dirSendTemplate, b, i))
}

// of returns the line that holds for the URL of a number: the last one below it or, without any, above all; or nil.
func of[T any](k *conf.ListKey[placed[T]], b *conf.Bag, i int) (found *conf.Entry[placed[T]]) {
	for _, e := range k.All(b) {
		if e.Value.urls == i+1 || e.Value.urls == 0 && (found == nil || found.Value.urls == 0) {
			found = &e
		}
	}
	return found
}

// compileBody compiles what is sent: the data or the template, of which the one that is nearer holds.
func (c *Feed) compileBody(data, page *conf.Entry[placed[string]]) (err error) {
	if data != nil && page != nil {
		switch near := data.Value.urls - page.Value.urls; {
		case near == 0:
			return &lineError{page.Pos, errors.New("has both data and a template to send")}
		case near > 0:
			page = nil
		default:
			data = nil
		}
	}
	switch {
	case c.line.method == http.MethodGet:
		if data != nil && data.Value.urls > 0 || page != nil && page.Value.urls > 0 {
			return errors.New("with GET sends no data")
		}
	case data != nil:
		if c.data, err = c.gateway.Format(data.Value.value, true, data.Pos); err != nil {
			return &lineError{data.Pos, fmt.Errorf("data : %w", err)}
		}
	case page != nil:
		if c.page, err = readPage(page.Value.value); err != nil {
			return &lineError{page.Pos, err}
		}
	default:
		return fmt.Errorf("%s has nothing to send: it needs a 'send-metrics-data' or 'send-metrics-template' below it, or above the first URL", c.line.url.Redacted())
	}
	return nil
}

// String names the feed for people, without secrets.
func (c *Feed) String() string { return c.line.method + " " + c.line.url.Redacted() }

// begun is when the process began to serve.
func (c *Feed) begun() time.Time { return time.Unix(0, c.gateway.Process.Start) }
