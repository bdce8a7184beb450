package admin

import (
	"strconv"
	"strings"

	"metergate/internal/proxy"
	"metergate/internal/stick"
)

// A tableQuery says which entries of a stick table a command is about: all that pass its filters, or a single one.
type tableQuery struct {
	filters []tableFilter
	key     []byte
	pointer uint64
}

// A tableFilter compares one datum.
type tableFilter struct {
	data    stick.Data
	element int
	holds   func(have, want int64) bool
	value   int64
}

// A tableChange sets one datum.
type tableChange struct {
	data    stick.Data
	element int
	value   uint64
}

// maxFilters is how many filters may be given.
const maxFilters = 4

var comparisons = map[string]func(have, want int64) bool{
	"eq": func(a, b int64) bool { return a == b },
	"ne": func(a, b int64) bool { return a != b },
	"le": func(a, b int64) bool { return a <= b },
	"ge": func(a, b int64) bool { return a >= b },
	"lt": func(a, b int64) bool { return a < b },
	"gt": func(a, b int64) bool { return a > b },
}

// parseTableQuery reads the words behind a table's name.
func parseTableQuery(t *proxy.Table, words []string) (*tableQuery, error) {
	q := &tableQuery{}
	if len(words) == 0 {
		return q, nil
	}
	word := ""
	if len(words) > 1 {
		word = words[1]
	}
	switch {
	case words[0] == "key":
		key, err := t.ParseKey(word)
		if word == "" {
			return nil, message("Key value expected")
		}
		if err != nil {
			return nil, message("Invalid key")
		}
		q.key = key
		return q, nil
	case words[0] == "ptr":
		n, err := strconv.ParseUint(word, 0, 64)
		if err != nil || n == 0 {
			return nil, message("Pointer expected (0xffff notation)")
		}
		q.pointer = n
		return q, nil
	case !strings.HasPrefix(words[0], "data."):
		return nil, message(`Optional argument only supports "data.<store_data_type>" <operator> <value> or key <key> or ptr <ptr>`)
	}
	return q, q.parseFilters(t, words)
}

func (q *tableQuery) parseFilters(t *proxy.Table, words []string) error {
	for n := 1; len(words) > 0; n++ {
		words = append(words, "", "")[:max(len(words), 3)]
		if n > maxFilters || !strings.HasPrefix(words[0], "data.") {
			return messagef("Filter entry #%d: Optional argument only supports \"data.<store_data_type>\" <operator> <value> or key <key> or ptr <ptr>", n)
		}
		d, i, err := findData(t, words[0])
		if err != nil {
			return messagef("Filter entry #%d: %v", n, err)
		}
		holds := comparisons[words[1]]
		if holds == nil {
			return messagef(`Filter entry #%d: Require and operator among "eq", "ne", "le", "ge", "lt", "gt"`, n)
		}
		v, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return messagef("Filter entry #%d: Require a valid integer value to compare against", n)
		}
		q.filters = append(q.filters, tableFilter{d, i, holds, v})
		words = words[3:]
	}
	return nil
}

// findData finds what a word such as "data.gpc0" or "data.gpc[2]" means in a table.
func findData(t *proxy.Table, word string) (d stick.Data, element int, err error) {
	name, index, array := strings.Cut(strings.TrimPrefix(word, "data."), "[")
	d, ok := stick.DataByName(name)
	if array {
		element, err = strconv.Atoi(strings.TrimSuffix(index, "]"))
		ok = ok && err == nil && d.Array() && strings.HasSuffix(index, "]")
	}
	if !ok {
		return d, 0, message("Unknown data type")
	}
	if n, stored := t.Stores(d); !stored || element < 0 || element >= n {
		return d, 0, message("Data type not stored in this table")
	}
	return d, element, nil
}

func parseChanges(t *proxy.Table, words []string) (changes []tableChange, err error) {
	for ; len(words) > 0; words = words[2:] {
		if !strings.HasPrefix(words[0], "data.") || len(words) < 2 {
			return nil, message(`"data.<type>" followed by a value expected`)
		}
		d, i, err := findData(t, words[0])
		if err != nil {
			return nil, err
		}
		v, err := strconv.ParseUint(words[1], 10, 64)
		if d.Form() == stick.Name {
			v, err = t.Number([]byte(words[1])), nil
		}
		if err != nil {
			return nil, message("Require a valid integer value to store")
		}
		changes = append(changes, tableChange{d, i, v})
	}
	return changes, nil
}

// holds tells whether an entry passes all filters.
func (q *tableQuery) holds(e stick.Entry) bool {
	for _, f := range q.filters {
		if !f.holds(int64(e.Value(f.data, f.element)), f.value) {
			return false
		}
	}
	return true
}

// one tells whether the query names a single entry.
func (q *tableQuery) one() bool { return q.key != nil || q.pointer != 0 }

// hold holds the one entry that the query names, if there is one.
func (q *tableQuery) hold(t *proxy.Table, now int64) (ref stick.Ref, err error) {
	if q.key != nil {
		ref, _ = t.Find(q.key, now)
		return ref, nil
	}
	ref, ok := t.At(q.pointer, now)
	if !ok {
		err = message("No entry can be found matching ptr.")
	}
	return ref, err
}
