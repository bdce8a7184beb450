package stick

import "sync"

// dictionary numbers the names that entries refer to, such as those of servers. Numbers begin with 1; 0 is no name.
type dictionary struct {
	mu      sync.Mutex
	numbers map[string]uint32
	names   []string
}

// maxNames bounds a dictionary; a name beyond it is not kept.
const maxNames = 1 << 16

// Number gives the number under which entries of the table keep a name, 0 if there are too many.
func (t *Table) Number(name []byte) uint64 {
	d := &t.names
	d.mu.Lock()
	defer d.mu.Unlock()
	n, ok := d.numbers[string(name)]
	if !ok && len(d.names) < maxNames {
		if d.numbers == nil {
			d.numbers = make(map[string]uint32)
		}
		text := string(name)
		d.names = append(d.names, text)
		n = uint32(len(d.names))
		d.numbers[text] = n
	}
	return uint64(n)
}

// NameOf gives the name with the number, "" if there is none.
func (t *Table) NameOf(number uint64) string {
	d := &t.names
	d.mu.Lock()
	defer d.mu.Unlock()
	if number == 0 || number > uint64(len(d.names)) {
		return ""
	}
	return d.names[number-1]
}
