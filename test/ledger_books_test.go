package test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// stats are the numbers of show stat by "proxy/row column".
type stats map[string]int64

func (a *audit) stats() stats {
	text, err := ask(filepath.Join(a.dir, "gw.sock"), "show stat")
	if err != nil {
		a.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(strings.TrimSpace(text), "# "))).ReadAll()
	if err != nil {
		a.Fatal(err)
	}
	s := stats{}
	for _, row := range rows[1:] {
		for i, column := range rows[0] {
			if n, err := strconv.ParseInt(row[i], 10, 64); err == nil {
				s[row[0]+"/"+row[1]+" "+column] = n
			}
		}
	}
	return s
}

// sum adds a column up over the rows whose name ends so.
func (s stats) sum(suffix, column string) (n int64) {
	for key, value := range s {
		if row, col, _ := strings.Cut(key, " "); col == column && strings.HasSuffix(row, suffix) {
			n += value
		}
	}
	return n
}

// classes adds up the responses of a row by class.
func (s stats) classes(row string) (n int64) {
	for _, c := range []string{"1xx", "2xx", "3xx", "4xx", "5xx", "other"} {
		n += s[row+" hrsp_"+c]
	}
	return n
}

// findings are the disagreements found so far.
type findings []string

func (f *findings) same(what string, got, want int64) {
	if got != want {
		*f = append(*f, fmt.Sprintf("%s: %d, want %d", what, got, want))
	}
}

func (f *findings) atMost(what string, got, limit int64) {
	if got > limit {
		*f = append(*f, fmt.Sprintf("%s: %d, more than %d", what, got, limit))
	}
}

var auditedBackends = []string{"be", "again", "hasty", "narrow", "fail", "half", "none"}

// settled finds what must hold at rest after any load: nothing is in progress; each request was counted once on each
// side, and logged; each attempt was one connection, new or used again.
func (a *audit) settled(s stats) []string {
	var f findings
	for _, row := range []string{"/FRONTEND", "/BACKEND", "/o", "/dead"} {
		f.same("scur "+row, s.sum(row, "scur"), 0)
		f.same("qcur "+row, s.sum(row, "qcur"), 0)
	}
	f.same("connections", s["f/FRONTEND conn_tot"], int64(a.book.conns))
	f.same("sessions", s["f/FRONTEND stot"], int64(a.book.conns))
	f.same("responses", s.classes("f/FRONTEND"), s["f/FRONTEND req_tot"])
	f.same("log lines", int64(len(a.log.all())), s["f/FRONTEND req_tot"])
	for _, b := range auditedBackends {
		row := b + "/BACKEND"
		f.same(b+" streams", s[row+" stot"], s[row+" req_tot"])
		f.same(b+" responses", s.classes(row), s[row+" req_tot"])
		var attempts int64
		for _, server := range []string{b + "/o", b + "/dead"} {
			attempts += s[server+" stot"]
			f.same(server+" attempts", s[server+" connect"]+s[server+" reuse"], s[server+" stot"])
			f.same(server+" responses", s.classes(server), s[server+" req_tot"])
		}
		f.same(b+" attempts", s[row+" connect"]+s[row+" reuse"], attempts)
		f.same(b+" redispatches", s[row+" wredis"], s[b+"/o wredis"]+s[b+"/dead wredis"])
	}
	return f
}

// exact finds what must hold when nobody left early: every event and every byte is in two books.
func (a *audit) exact(s stats) []string {
	var f findings
	o := a.origin.Ledger()
	for row, want := range a.book.want {
		name := "f/FRONTEND"
		if row != "" {
			name = row + "/BACKEND"
		}
		for _, c := range slices.Sorted(maps.Keys(want)) {
			got := s[name+" "+c]
			if c == "lbtot" {
				got -= s[name+" wredis"] // each is a choice of its own
			}
			f.same(name+" "+c, got, int64(want[c]))
		}
		for _, c := range []string{"econ", "eresp", "ereq", "wretr", "srv_abrt", "cli_abrt", "dreq", "dresp", "eint"} {
			f.same(name+" "+c, s[name+" "+c], int64(want[c]))
		}
	}
	f.same("half lost", s["half/dead wredis"], s["half/dead stot"])
	f.same("bytes from clients", s["f/FRONTEND bin"], a.book.sent)
	f.same("bytes from clients, again", s["f/FRONTEND reqbin"], a.book.sent)
	f.same("bytes to clients", s["f/FRONTEND bout"], a.book.received)
	f.same("bytes to clients, again", s["f/FRONTEND resbout"], a.book.received)
	for _, rows := range []string{"/o", "/BACKEND"} {
		f.same("bytes to servers, bin of "+rows, s.sum(rows, "bin"), o.In)
		f.same("bytes to servers, reqbout of "+rows, s.sum(rows, "reqbout"), o.In)
		f.same("bytes from servers, bout of "+rows, s.sum(rows, "bout"), o.Out)
		f.same("bytes from servers, resbin of "+rows, s.sum(rows, "resbin"), o.Out)
	}
	f.same("bytes to servers, reqbout of the frontend", s["f/FRONTEND reqbout"], o.In)
	f.same("bytes from servers, resbin of the frontend", s["f/FRONTEND resbin"], o.Out)
	f.same("connections to the origin", s.sum("/o", "connect"), int64(o.Conns))
	f.same("requests of the origin", s.sum("/o", "stot"), int64(o.Requests))
	return f
}

// bounded finds what must hold after clients left at any moment: bytes that were on their way may be lost.
func (a *audit) bounded(s stats) []string {
	var f findings
	o := a.origin.Ledger()
	f.atMost("bytes from clients", s["f/FRONTEND bin"], a.book.sent)
	f.atMost("bytes to the origin", o.In, s.sum("/o", "reqbout"))
	f.atMost("bytes of the origin", s.sum("/o", "resbin"), o.Out)
	f.atMost("connections to the origin", int64(o.Conns), s.sum("/o", "connect"))
	f.atMost("requests of the origin", int64(o.Requests), s.sum("/o", "stot"))
	return f
}
