package forward

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"metergate/internal/proxy"
)

// Check sends one batch to each of the destinations, and one delivery of each line send-metrics-url, or to the one of that
// name, and says in plain words what came back. It reports whether all took it.
func Check(w io.Writer, all []*Config, feeds []*Feed, name string, o Options) (ok bool) {
	o.complete()
	found, ok := false, true
	for _, c := range named(all, name) {
		found, ok = true, c.check(w, &o) && ok
	}
	for _, c := range feeds {
		if name == "" || c.Name == name {
			found, ok = true, c.check(w, &o) && ok
		}
	}
	if !found {
		fmt.Fprintln(w, noSection)
	}
	return found && ok
}

// check tries a section.
func (c *Config) check(w io.Writer, o *Options) bool {
	fmt.Fprintf(w, "%s: %s\n", c.Name, c.target)
	n, took, err := c.try(o)
	switch {
	case err != nil:
		return notTaken(w, err)
	case c.target.kind.once:
		fmt.Fprintf(w, "  sent: %d items in %s; whether they arrived only the receiver knows\n", n, took)
	default:
		fmt.Fprintf(w, "  taken: %d items in %s\n", n, took)
	}
	return true
}

// notTaken says what went wrong, and what to look at.
func notTaken(w io.Writer, err error) bool {
	fmt.Fprintf(w, "  not taken: %v\n  %s\n", err, advice(err))
	return false
}

// check tries a line send-metrics-url.
func (c *Feed) check(w io.Writer, o *Options) bool {
	fmt.Fprintf(w, "%s: %s\n", c.Name, c)
	f, began := newFeed(c, o).feed, time.Now()
	p, err := f.pack()
	if err != nil {
		return notTaken(w, err)
	}
	a, v := f.attempt(context.Background(), p)
	if v.err != nil {
		return notTaken(w, v.err)
	}
	fmt.Fprintf(w, "  taken: %d bytes in %s, status %d, with the answer %q\n", len(p.body), time.Since(began).Round(time.Millisecond), a.status, a.body[:min(len(a.body), maxSaid)])
	return true
}

// try sends one batch.
func (c *Config) try(o *Options) (items int, took time.Duration, err error) {
	f, err := c.target.kind.open(c.target)
	if err != nil {
		return 0, 0, err
	}
	now := time.Now()
	m := &message{identity: fmt.Sprintf("check-%x", now.UnixMilli())}
	add := func(item []byte) {
		m.parts = append(m.parts, part{seq: 1, index: len(m.parts), at: now.UnixMilli(), item: bytes.Clone(item)})
	}
	f.items(&tick{at: now, begun: now, fresh: true, job: "haproxy", instance: o.Instance, labels: c.labels, walk: o.Walk(), pick: newPicker(c)}, add)
	if c.logs {
		add(f.(logForm).entry(trialRecord(o.Instance, now)))
	}
	if len(m.parts) == 0 {
		return 0, 0, errNothing
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.target.connect+c.target.answer)
	defer cancel()
	v := f.deliver(ctx, m)
	if v.err == nil && len(v.refused) > 0 {
		v.err = fmt.Errorf("%w: %d of %d items, the first because %s", errRefused, len(v.refused), len(m.parts), v.refused[0].why)
	}
	if v.err == nil && v.lost.items > 0 {
		v.err = fmt.Errorf("%w: %d of %d items: %s", errRefused, v.lost.items, len(m.parts), v.lost.why)
	}
	return len(m.parts), time.Since(now).Round(time.Millisecond), v.err
}

// trialRecord is the record of a request that nobody made.
func trialRecord(instance string, now time.Time) *record {
	us := now.UnixMicro()
	r := &record{id: fmt.Sprintf("check-%x", us), instance: instance, captures: func(string, int) []proxy.Capture { return nil }}
	r.parse(fmt.Appendf(nil, `{"mode": "http", "begin": %d, "end": %d, "total_ms": 0, "frontend": "forward-check", "backend": "forward-check", "server": "<NOSRV>", `+
		`"method": "GET", "target": "/forward-check", "version": "HTTP/1.1", "status": 200}`, us, us))
	return r
}

// errNothing says that the filters leave nothing of the metrics of the process.
var errNothing = errors.New("no metric of the process passes the filters of the section")

// advice says what to look at first.
func advice(err error) string {
	var (
		unknown   x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		hostname  x509.HostnameError
		handshake *tls.RecordHeaderError
		dns       *net.DNSError
		refusal   *statusError
	)
	switch {
	case errors.Is(err, errStranger), errors.Is(err, errNoStatus):
		return "Something answers there, and it is not what the kind of the destination is for: look at the host, the port and the path of the URL."
	case strings.Contains(err.Error(), "HTTP request to an HTTPS server"):
		return "It speaks TLS: is it https:// rather than http://?"
	case errors.As(err, &refusal):
		return refusal.advice()
	case errors.As(err, &dns):
		return "The name is not known: look at the host, or at the name servers of this machine."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing listens there: look at the host and the port, and whether the receiver runs."
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "There is no way there from here: look at the host, and at the routes of this machine."
	case errors.As(err, &unknown):
		return "Its certificate is signed by nobody we know: give the authority's with 'ca-file'."
	case errors.As(err, &hostname):
		return "Its certificate is for another name: look at the host, or give the name with 'sni'."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Its certificate has expired, or is not valid yet: renew it, or look at the clocks."
	case strings.Contains(err.Error(), "remote error: tls: "):
		return "It refuses our part of TLS: it may want a certificate, which 'crt' gives, or another one."
	case errors.As(err, &handshake), errors.Is(err, http.ErrSchemeMismatch):
		return "It does not speak TLS: is it http:// rather than https://?"
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return "It did not answer in time: look at the network, or give it longer with 'timeout'."
	case errors.Is(err, errRefused):
		return "It was reached and does not want what it was sent: look at the kind of the destination and its options."
	}
	return "Look at the address, and at the log of the receiver."
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}
