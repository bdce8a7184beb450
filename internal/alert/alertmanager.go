package alert

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// An alertmanager takes alerts by version 2 of its API. It removes duplicates itself and wants to hear of an alert for as
// long as it fires.
type alertmanager struct{ url *url.URL }

func newAlertmanager(u *url.URL) *alertmanager { return &alertmanager{u.JoinPath("api/v2/alerts")} }

// String names it.
func (m *alertmanager) String() string { return "alertmanager " + m.url.Redacted() }

func (m *alertmanager) wants(*Alert) bool { return true }

// postable is an alert in the form of the API.
type postable struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
}

func (m *alertmanager) send(ctx context.Context, c *http.Client, alerts []Alert) error {
	all := make([]postable, len(alerts))
	for i := range alerts {
		a := &alerts[i]
		all[i] = postable{a.Labels, a.Annotations, a.StartsAt, a.EndsAt, a.GeneratorURL}
	}
	body, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("%w: %v", errRefused, err)
	}
	return post(ctx, c, m.url, "application/json", body)
}

// post sends a message. Answers that say it is the message's fault are errRefused.
func post(ctx context.Context, c *http.Client, to *url.URL, contentType string, body []byte) error {
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: %v", errRefused, err)
	}
	rq.Header.Set("Content-Type", contentType)
	rq.Header.Set("User-Agent", "metergate")
	rs, err := c.Do(rq)
	if err != nil {
		return err
	}
	defer rs.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(rs.Body, maxSaid))
	switch code := rs.StatusCode; {
	case code/100 == 2:
		return nil
	case code/100 == 5 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return fmt.Errorf("status %d", code)
	default:
		return fmt.Errorf("%w with status %d: %q", errRefused, code, said)
	}
}

// maxSaid bounds what is read of an answer.
const maxSaid = 512

// newClient makes a client whose certificates are read now: later there may be none, below another root directory.
func newClient() *http.Client {
	roots, _ := x509.SystemCertPool() // without any, connections fail and say so
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, MaxIdleConns: 1, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
