package forward

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"metergate/internal/metric"
)

var _ = declare(kind{
	name: "influx", schemes: []string{"http", "https"}, options: "version gzip",
	help: "InfluxDB, VictoriaMetrics, Telegraf and whatever else takes the line protocol. Each row is a point as Telegraf's haproxy input writes it: " +
		"measurement haproxy; tags proxy, sv, type, server; our own columns beside. The process is haproxy_info. `/write?db=<database>` is InfluxDB 1, " +
		"`/api/v2/write?org=<org>&bucket=<bucket>` is InfluxDB 2 and 3; a URL without a path gets the one that goes with its query, and `version { 1 | 2 }` says " +
		"what another path is. `auth basic` is for version 1; the token of `auth bearer` is sent as version 2 wants it. `gzip { on | off }` compresses, as it does when absent.",
	guarantee: "At least once and in order for each series; what arrives twice has the same time and tags and overwrites itself.",
	open:      openInflux,
})

// An influx writes rows to InfluxDB. Its items are lines, each with its end.
type influx struct {
	*client
	url    string
	token  string // the header Authorization where it is not the usual one
	plain  bool   // not compressed
	fields [len(metric.Tags{})][]rowField
	line   []byte
}

func openInflux(t *target) (form, error) {
	u, version, err := influxURL(t)
	if err != nil {
		return nil, err
	}
	zip := t.options.or("gzip", "on")
	if zip != "on" && zip != "off" {
		return nil, errors.New("'target' : 'gzip' of influx is on or off")
	}
	x := &influx{client: newClient(t), url: u, plain: zip == "off", fields: rowFields()}
	if token, ok := strings.CutPrefix(t.auth, "Bearer "); ok && version == "2" {
		x.token = "Token " + token
	}
	return x, nil
}

// influxURL completes the URL of a target and finds out its version.
func influxURL(t *target) (full, version string, err error) {
	u := *t.url
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return "", "", fmt.Errorf("'target' : cannot read the query of the URL: %w", err)
	}
	version = t.options.or("version", influxVersion(u.Path, q))
	switch {
	case version != "1" && version != "2":
		return "", "", errors.New("'target' : influx expects a URL as http://host:8086/write?db=<database> or http://host:8086/api/v2/write?org=<org>&bucket=<bucket>, or 'version' 1 or 2")
	case version == "1" && !q.Has("db"):
		return "", "", errors.New("'target' : version 1 of influx needs db=<database> in the URL")
	case version == "2" && !q.Has("bucket"):
		return "", "", errors.New("'target' : version 2 of influx needs bucket=<bucket> in the URL")
	case q.Has("p"):
		return "", "", errors.New("'target' : a password does not stand in the URL; use 'auth basic'")
	case q.Has("precision"):
		return "", "", errors.New("'target' : 'precision' is not for the URL; times are in milliseconds")
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = map[string]string{"1": "/write", "2": "/api/v2/write"}[version]
	}
	q.Set("precision", "ms")
	u.RawQuery = q.Encode()
	return u.String(), version, nil
}

// influxVersion tells from a URL what it is; the version is empty when it is neither.
func influxVersion(at string, q url.Values) string {
	switch {
	case strings.HasSuffix(path.Clean(at), "/api/v2/write"):
		return "2"
	case path.Base(at) == "write":
		return "1"
	case strings.Trim(at, "/") != "":
	case q.Has("bucket"):
		return "2"
	case q.Has("db"):
		return "1"
	}
	return ""
}

// items makes a line of each object.
func (x *influx) items(k *tick, add func(item []byte)) {
	for o := range k.rows {
		if x.line = x.appendRow(x.line[:0], k, o); len(x.line) > 0 {
			add(x.line)
		}
	}
}

// deliver writes lines.
func (x *influx) deliver(ctx context.Context, m *message) verdict {
	body, header := joined(m.parts), append(sequence(m), "Content-Type", "text/plain; charset=utf-8")
	if !x.plain {
		body, header = zipped(body), append(header, "Content-Encoding", "gzip")
	}
	if x.token != "" {
		header = append(header, "Authorization", x.token)
	}
	a, v := x.post(ctx, x.url, body, header...)
	return influxVerdict(&a, v, m.parts)
}
