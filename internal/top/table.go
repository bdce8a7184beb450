package top

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A record is one row of `show stat`, by the names of the columns.
type record struct {
	columns map[string]int
	cells   []string
}

// errNoTable is what an answer is that is no table of statistics.
var errNoTable = errors.New("the answer is no table of statistics: is this a stats socket?")

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
		all = append(all, record{columns, cells})
	}
}

// text returns a cell, empty when the table has no such column.
func (r *record) text(name string) string {
	if i, ok := r.columns[name]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

// number returns a cell and whether it has a number.
func (r *record) number(name string) (float64, bool) {
	f, err := strconv.ParseFloat(r.text(name), 64)
	return f, err == nil
}

// kind is what a row is about.
type kind uint8

// The kinds, in the order of the views.
const (
	frontend kind = iota
	backend
	server
	operation
	other
)

// kindOf tells kinds by the column type, whose first numbers are HAProxy's.
func (r *record) kindOf() kind {
	switch r.text("type") {
	case "0":
		return frontend
	case "1":
		return backend
	case "2":
		return server
	case "5":
		return operation
	}
	return other
}
