package test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const influxConfig = `
reporting-disabled = true
bind-address = "127.0.0.1:%[1]d"
[meta]
  dir = "%[3]s/meta"
[data]
  dir = "%[3]s/data"
  wal-dir = "%[3]s/wal"
[http]
  bind-address = "127.0.0.1:%[2]d"
  log-enabled = false
[monitor]
  store-enabled = false
`

// influx is a running InfluxDB with a database of the name m.
type influx struct {
	*receiver
	url string
}

func newInflux(t *testing.T) *influx {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	file := filepath.Join(dir, "influx.conf")
	write(t, file, fmt.Sprintf(influxConfig, freePort(t), port, dir))
	db := &influx{newReceiver(t, "influxd", "-config", file), fmt.Sprintf("http://127.0.0.1:%d", port)}
	db.start(t)
	await(t, "a database", func() error { _, err := db.query(`CREATE DATABASE m`); return err })
	return db
}

// query returns the columns of the only row that a query has; none when there is no row.
func (db *influx) query(q string) (row map[string]any, err error) {
	rs, err := http.Post(db.url+"/query?"+url.Values{"db": {"m"}, "q": {q}}.Encode(), "", nil)
	if err != nil {
		return nil, err
	}
	defer rs.Body.Close()
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Columns []string
				Values  [][]any
			}
		}
	}
	d := json.NewDecoder(rs.Body)
	d.UseNumber()
	if err := d.Decode(&answer); err != nil || len(answer.Results) != 1 || answer.Results[0].Error != "" {
		return nil, fmt.Errorf("%s: %+v, %w", q, answer, err)
	}
	row = map[string]any{}
	for _, s := range answer.Results[0].Series {
		for i, name := range s.Columns {
			if v := s.Values[0][i]; v != nil {
				row[name] = fmt.Sprint(v)
			}
		}
	}
	return row, nil
}

// telegraf returns what Telegraf's haproxy input makes of a line of `show stat`: its tags and fields under their names.
func telegraf(header, line []string) map[string]string {
	rename := map[string]string{
		"pxname": "proxy", "svname": "sv", "act": "active_servers", "bck": "backup_servers", "cli_abrt": "cli_abort",
		"srv_abrt": "srv_abort", "hrsp_1xx": "http_response.1xx", "hrsp_2xx": "http_response.2xx", "hrsp_3xx": "http_response.3xx",
		"hrsp_4xx": "http_response.4xx", "hrsp_5xx": "http_response.5xx", "hrsp_other": "http_response.other",
	}
	all := map[string]string{}
	for i, name := range header {
		value := line[i]
		_, noInteger := strconv.ParseInt(value, 10, 64)
		switch name {
		case "type":
			n, _ := strconv.Atoi(value)
			value = []string{"frontend", "backend", "server", "listener"}[n]
		case "pxname", "svname", "status", "check_status", "last_chk", "mode", "tracked", "agent_status", "last_agt", "addr", "cookie":
		case "check_desc", "agent_desc":
			continue
		default:
			if noInteger != nil {
				continue
			}
		}
		if value == "" {
			continue
		}
		if as := rename[name]; as != "" {
			name = as
		}
		all[name] = value
	}
	return all
}

// TestForwardInflux has a real InfluxDB store what is pushed: each row with all that Telegraf would have written of it, and
// each batch once, although the database was killed.
func TestForwardInflux(t *testing.T) {
	db := newInflux(t)
	f := startForwarder(t, "  target influx "+db.url+"?db=m\n  interval 200ms\n  label env test\n  queue "+t.TempDir()+" 8m")
	f.request(t, 3)
	await(t, "what Telegraf writes", func() error {
		text, err := ask(f.api, "show stat")
		if err != nil {
			return err
		}
		lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "# ")))
		header, err := lines.Read()
		for line, err := lines.Read(); err == nil && len(line) > 1; line, err = lines.Read() {
			if err := db.has(telegraf(header, line)); err != nil {
				return err
			}
		}
		return err
	})
	before, err := db.query(`SELECT last(stot) FROM haproxy WHERE env='test' AND proxy='fe' AND type='frontend'`)
	if err != nil || before["last"] != "3" {
		t.Errorf("stot of the frontend: %v, %v", before, err)
	}
	if info, err := db.query(`SELECT last(CumReq) FROM haproxy_info`); err != nil || info["last"] == nil {
		t.Errorf("CumReq of the process: %v, %v", info, err)
	}

	db.kill()
	made := f.shown(t, "newest_batch")
	await(t, "batches that wait", func() error {
		if n := f.shown(t, "newest_batch"); n < made+5 {
			return fmt.Errorf("%d of %d", n, made+5)
		}
		return nil
	})
	db.start(t)
	made = f.shown(t, "newest_batch")
	points := func() (n int, err error) {
		row, err := db.query(`SELECT count(stot) FROM haproxy WHERE proxy='fe' AND type='frontend'`)
		text, _ := row["count"].(string)
		n, _ = strconv.Atoi(text)
		return n, err
	}
	await(t, "a point for each batch", func() error {
		if n, err := points(); n < made || err != nil {
			return fmt.Errorf("%d of %d, %w", n, made, err)
		}
		return nil
	})
	if n, err := points(); n > f.shown(t, "newest_batch") || err != nil {
		t.Errorf("%d points, %v, more than there are batches", n, err)
	}
}

// has compares the newest point of a row with what it is to hold.
func (db *influx) has(want map[string]string) error {
	row, err := db.query(fmt.Sprintf(`SELECT * FROM haproxy WHERE proxy='%s' AND sv='%s' AND type='%s' ORDER BY time DESC LIMIT 1`,
		want["proxy"], want["sv"], want["type"]))
	if err != nil {
		return err
	}
	for name, value := range want {
		if row[name] != value {
			return fmt.Errorf("%s/%s: %s is %v, not %s", want["proxy"], want["sv"], name, row[name], value)
		}
	}
	return nil
}

// TestForwardInfluxPartially has the database refuse some rows of each batch: the others are stored, and both are counted.
func TestForwardInfluxPartially(t *testing.T) {
	db := newInflux(t)
	rs, err := http.Post(db.url+"/write?db=m", "", strings.NewReader(`haproxy,sv=x weight="heavy"`))
	if err != nil || rs.StatusCode != http.StatusNoContent {
		t.Fatal(rs, err)
	}
	_, _ = io.Copy(io.Discard, rs.Body)
	rs.Body.Close()
	f := startForwarder(t, "  target influx "+db.url+"/write?db=m\n  interval 200ms\n  metrics stot weight")
	f.request(t, 1)
	await(t, "rows that are taken and rows that are not", func() error {
		row, err := db.query(`SELECT last(stot) FROM haproxy WHERE proxy='fe'`)
		sent, dropped := f.shown(t, "sent_items"), f.shown(t, "dropped_items")
		if err != nil || row["last"] != "1" || dropped == 0 || sent == 0 {
			return fmt.Errorf("%v, %d sent, %d dropped, %w", row, sent, dropped, err)
		}
		return nil
	})
	if row, err := db.query(`SELECT last(stot) FROM haproxy WHERE proxy='be.1'`); err != nil || len(row) != 0 {
		t.Errorf("a row that was refused is there: %v, %v", row, err)
	}
}
