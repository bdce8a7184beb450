package forward

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A client speaks HTTP with a target.
type client struct {
	target *target
	http   *http.Client
	number atomic.Uint64 // of the newest request
}

func newClient(t *target) *client {
	dialer := net.Dialer{Timeout: t.connect}
	return &client{target: t, http: &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: t.tls, TLSHandshakeTimeout: t.connect, ResponseHeaderTimeout: t.answer,
			MaxIdleConns: 1, IdleConnTimeout: 2 * time.Minute, DisableCompression: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// maxSaid bounds what is read of an answer that is only told, maxAnswer of one that is understood.
const (
	maxSaid   = 512
	maxAnswer = 64 << 20
)

// An answer is what came back over HTTP; its status is 0 when nothing did.
type answer struct {
	status          int
	header, trailer http.Header
	body            []byte
}

// A request is what is sent over HTTP.
type request struct {
	method, url string
	body        []byte
	number      uint64   // for formats
	header      []string // names and values
}

// post sends a body to a URL.
func (c *client) post(ctx context.Context, url string, body []byte, header ...string) (answer, verdict) {
	return c.send(ctx, &request{http.MethodPost, url, body, c.number.Add(1), header})
}

// send sends a request. The answer is read whole, within bounds, and the verdict follows from its status: what may go
// better later is temporary, what is the message's fault is errRefused or errTooLarge.
func (c *client) send(ctx context.Context, q *request) (a answer, v verdict) {
	ctx, cancel := context.WithTimeout(ctx, 2*c.target.connect+2*c.target.answer)
	defer cancel()
	rq, err := c.request(ctx, q)
	if err != nil {
		return a, verdict{err: fmt.Errorf("%w: %v", errRefused, err)}
	}
	rs, err := c.http.Do(rq)
	if err != nil {
		return a, verdict{err: err}
	}
	defer rs.Body.Close()
	if a.body, err = io.ReadAll(io.LimitReader(rs.Body, maxAnswer)); err != nil {
		return a, verdict{err: fmt.Errorf("cannot read the answer: %w", err)}
	}
	a.status, a.header, a.trailer = rs.StatusCode, rs.Header, rs.Trailer
	if v = a.verdict(); v.err == nil && c.target.kind != feedKind && a.page() {
		v.err = stranger(fmt.Sprintf("status %d with a page of HTML", a.status))
	}
	return a, v
}

// errStranger says that whatever answers is not what was asked for. It is temporary: the receiver's owner can mend it.
var errStranger = errors.New("something else answers")

// A stranger is an errStranger in words.
type stranger string

// Error says what it answered.
func (s stranger) Error() string { return string(s) }

// Is says that it is an errStranger.
func (stranger) Is(err error) bool { return err == errStranger }

// page reports whether the answer is for people to look at, as no receiver's is that took something.
func (a *answer) page() bool {
	return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && len(a.body) > 0
}

// request makes the message. What the kind says of itself wins over what the configuration adds.
func (c *client) request(ctx context.Context, q *request) (*http.Request, error) {
	rq, err := http.NewRequestWithContext(ctx, q.method, q.url, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	rq.Header.Set("User-Agent", "metergate")
	for _, f := range c.target.header {
		if f.name == "Host" {
			rq.Host = string(f.value.Append(nil, now, q.number))
			continue
		}
		rq.Header.Set(f.name, string(f.value.Append(nil, now, q.number)))
	}
	if c.target.auth != "" {
		rq.Header.Set("Authorization", c.target.auth)
	}
	for i := 0; i < len(q.header); i += 2 {
		rq.Header.Set(q.header[i], q.header[i+1])
	}
	return rq, nil
}

// verdict judges an answer by its status. What the receiver's owner can mend is temporary: a token, a path.
func (a *answer) verdict() (v verdict) {
	said := a.body[:min(len(a.body), maxSaid)]
	switch code := a.status; {
	case code/100 == 2:
		return v
	case code == http.StatusRequestEntityTooLarge:
		v.err = &statusError{code, said, errTooLarge}
	case code/100 == 5 && code != http.StatusNotImplemented || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout ||
		code == http.StatusUnauthorized || code == http.StatusForbidden || code == http.StatusNotFound || code/100 == 3:
		v.err = &statusError{code, said, nil}
	default:
		v.err = &statusError{code, said, errRefused}
	}
	v.after = retryAfter(a.header.Get("Retry-After"))
	return v
}

// A statusError is an answer that is no success, with what it says and what it amounts to: errRefused, errTooLarge or, when
// it is temporary, nil.
type statusError struct {
	code  int
	said  []byte
	means error
}

// Error quotes what was said, which came from outside.
func (e *statusError) Error() string {
	text := fmt.Sprintf("status %d: %q", e.code, e.said)
	if e.means != nil {
		text = e.means.Error() + " with " + text
	}
	return text
}

// Unwrap returns what it amounts to.
func (e *statusError) Unwrap() error { return e.means }

// advice says what to look at.
func (e *statusError) advice() string {
	switch {
	case e.code == http.StatusUnauthorized, e.code == http.StatusForbidden:
		return "It was reached and does not know us, or not as one who may write: look at 'auth'."
	case e.code == http.StatusNotFound, e.code == http.StatusMethodNotAllowed:
		return "It was reached and has nothing of the kind at that path: look at the path of the URL, and whether the receiver has this input turned on."
	case e.code/100 == 3:
		return "It wants to be asked elsewhere, which is not followed: give the URL that it names."
	case e.code == http.StatusTooManyRequests:
		return "It was reached and takes no more just now, for it has limits: a running gateway waits and tries again."
	case e.code/100 == 5:
		return "It was reached and failed itself, or what stands before it: look at its log; a running gateway tries again."
	}
	return "It was reached and does not want what it was sent: look at the kind of the destination and its options."
}

// longestAfter bounds how long a receiver may ask to be left alone.
const longestAfter = 10 * time.Minute

// retryAfter reads the header of that name, which is a number of seconds or a date.
func retryAfter(text string) time.Duration {
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(n)*time.Second, longestAfter)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(time.Until(at), 0), longestAfter)
	}
	return 0
}

// sequence returns header fields that name the batches of a message, for receivers that want to see each once.
func sequence(m *message) []string {
	first, last := m.parts[0], m.parts[len(m.parts)-1]
	return []string{"Metergate-Sequence", fmt.Sprintf("%s/%d.%d-%d.%d", m.identity, first.seq, first.index, last.seq, last.index)}
}
