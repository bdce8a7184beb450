package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"text/template"
	"time"
)

// A webhook takes a message for each change of alerts.
type webhook struct {
	url      *url.URL
	template *template.Template
}

// String names it; paths of webhooks are secrets as a rule.
func (w *webhook) String() string { return "webhook " + w.url.Scheme + "://" + w.url.Host }

func (w *webhook) wants(a *Alert) bool { return a.News }

// A hooked is a message in the form of Alertmanager's webhooks, which many programs understand, and what a template sees.
type hooked struct {
	Version  string        `json:"version"`
	Receiver string        `json:"receiver"`
	Status   string        `json:"status"` // firing when one of them is
	Alerts   []hookedAlert `json:"alerts"`
}

type hookedAlert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"` // the zero time while it fires
	GeneratorURL string            `json:"generatorURL"`
	Value        float64           `json:"-"`
}

func messageOf(alerts []Alert) hooked {
	m := hooked{Version: "4", Receiver: "metergate", Status: "resolved"}
	for i := range alerts {
		a := &alerts[i]
		h := hookedAlert{Status: a.Status(), Labels: a.Labels, Annotations: a.Annotations, StartsAt: a.StartsAt, GeneratorURL: a.GeneratorURL, Value: a.Value}
		if a.Resolved() {
			h.EndsAt = a.EndsAt
		} else {
			m.Status = "firing"
		}
		m.Alerts = append(m.Alerts, h)
	}
	return m
}

func (w *webhook) send(ctx context.Context, c *http.Client, alerts []Alert) error {
	m := messageOf(alerts)
	if w.template == nil {
		body, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("%w: %v", errRefused, err)
		}
		return post(ctx, c, w.url, "application/json", body)
	}
	var body bytes.Buffer
	if err := w.template.Execute(&bounded{&body, maxMessage}, m); err != nil {
		return fmt.Errorf("%w: %v", errRefused, err)
	}
	return post(ctx, c, w.url, contentType(body.Bytes()), body.Bytes())
}

// contentType tells JSON from text.
func contentType(body []byte) string {
	if json.Valid(body) {
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

// maxMessage bounds what a template may make.
const maxMessage = 1 << 20

// A bounded writer fails after so many bytes.
type bounded struct {
	w    io.Writer
	left int
}

// Write fails when the message is too long.
func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("the message is too long")
	}
	return b.w.Write(p)
}

// readTemplate reads the template of a webhook. json writes a value as JSON, which is how texts get into JSON safely.
func readTemplate(file string) (*template.Template, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", file, errors.Unwrap(err))
	}
	t, err := parseTemplate(filepath.Base(file), string(text))
	if err != nil {
		return nil, fmt.Errorf("cannot parse the template %s: %w", file, err)
	}
	return t, nil
}

func parseTemplate(name, text string) (*template.Template, error) {
	return template.New(name).Option("missingkey=zero").Funcs(template.FuncMap{
		"json": func(v any) (string, error) { b, err := json.Marshal(v); return string(b), err },
	}).Parse(text)
}
