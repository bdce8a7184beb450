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
	"syscall"
	"time"
)

// Check sends one batch to each of the destinations, or to the one of that name, and says in plain words what came back.
// It reports whether all took it.
func Check(w io.Writer, all []*Config, name string, o Options) (ok bool) {
	if all = named(all, name); len(all) == 0 {
		fmt.Fprintln(w, noSection)
		return false
	}
	ok = true
	for _, c := range all {
		fmt.Fprintf(w, "%s: %s\n", c.Name, c.target)
		n, took, err := c.try(&o)
		if err != nil {
			ok = false
			fmt.Fprintf(w, "  not taken: %v\n  %s\n", err, advice(err))
			continue
		}
		if c.target.kind.once {
			fmt.Fprintf(w, "  sent: %d items in %s; whether they arrived only the receiver knows\n", n, took)
			continue
		}
		fmt.Fprintf(w, "  taken: %d items in %s\n", n, took)
	}
	return ok
}

// try sends one batch.
func (c *Config) try(o *Options) (items int, took time.Duration, err error) {
	f, err := c.target.kind.open(c.target)
	if err != nil {
		return 0, 0, err
	}
	now := time.Now()
	m := &message{identity: fmt.Sprintf("check-%x", now.UnixMilli())}
	k := &tick{at: now, begun: now, fresh: true, job: "haproxy", instance: o.Instance, labels: c.labels, walk: o.Walk(), pick: newPicker(c)}
	f.items(k, func(item []byte) {
		m.parts = append(m.parts, part{seq: 1, index: len(m.parts), at: now.UnixMilli(), item: bytes.Clone(item)})
	})
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

// errNothing says that the filters leave nothing of the metrics of the process.
var errNothing = errors.New("no metric of the process passes the filters of the section")

// advice says what to look at first.
func advice(err error) string {
	var (
		unknown   x509.UnknownAuthorityError
		hostname  x509.HostnameError
		handshake *tls.RecordHeaderError
		dns       *net.DNSError
		refusal   *statusError
	)
	switch {
	case errors.As(err, &refusal):
		return refusal.advice()
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing listens there: look at the host and the port, and whether the receiver runs."
	case errors.As(err, &dns):
		return "The name is not known: look at the host, or at the name servers of this machine."
	case errors.As(err, &unknown):
		return "Its certificate is signed by nobody we know: give the authority's with 'ca-file'."
	case errors.As(err, &hostname):
		return "Its certificate is for another name: look at the host, or give the name with 'sni'."
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
