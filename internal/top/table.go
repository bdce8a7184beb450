package top

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A record is one row of `show stat` or `show operations`, by the names of the columns.
type record struct {
	columns map[string]int
	cells   []string
	kind    kind
}

// errNoTable is what an answer is that is no table of statistics.
var errNoTable = errors.New("the answer is no table of statistics: is this a stats socket?")

// parseOperations reads the answer to `show operations csv`: nothing where the gateway has no such command.
func parseOperations(text string) []record {
	table, err := parseTable(text)
	if err != nil {
		return nil
	}
	for i := range table {
		table[i].kind = operation
	}
	return table
}

// parseTable reads the answer to `show stat`.
func parseTable(text string) ([]record, error) {
	text, ok := strings.CutPrefix(strings.TrimLeft(text, "\n"), "# ")
	if !ok || !strings.HasPrefix(text, "pxname,") {
		return nil, errNoTable
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("cannot read the header of the table: %w", err)
	}
	columns := make(map[string]int, len(header))
	for i, name := range header {
		columns[name] = i
	}
	var all []record
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the table: %w", err)
		}
		r := record{columns: columns, cells: cells}
		r.kind = r.kindOf()
		all = append(all, r)
	}
}

// text returns a cell, empty when the table has no such column.
func (r *record) text(name string) string {
	if i, ok := r.columns[name]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// has reports whether the table has a column.
func (r *record) has(name string) bool {
	_, ok := r.columns[name]
	return ok
}

// number returns a cell and whether it has a number.
func (r *record) number(name string) (float64, bool) {
	f, err := strconv.ParseFloat(r.text(name), 64)
	return f, err == nil
}

// kind is what a row is about.
type kind uint8

// The kinds, in the order of the views. Other rows are not shown.
const (
	frontend kind = iota
	backend
	server
	operation
	other
)

// kindOf tells kinds by the column type of `show stat`, whose numbers are HAProxy's.
func (r *record) kindOf() kind {
	switch r.text("type") {
	case "0":
		return frontend
	case "1":
		return backend
	case "2":
		return server
	}
	return other
}
