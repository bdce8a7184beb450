package proxy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/conf"
)

// Lists returns the lists that have names, ordered by them.
func (cr *Credentials) Lists() (names []string) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	for name := range cr.lists {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// A ListLine is a line of a list, with its number in the file; 0 in a folder.
type ListLine struct {
	Number int
	Crt    string
	Rest   string // options and filters, as the file has them
}

// Lines returns the lines of a list, false when there is none of that name.
func (cr *Credentials) Lines(name string) (lines []ListLine, ok bool) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	l := cr.lists[cert.ListName(name)]
	if l == nil {
		return nil, false
	}
	for i, line := range l.lines {
		if i > 0 && line.number != 0 && line.number == l.lines[i-1].number {
			continue // of the same bundle
		}
		bare := line.Line
		bare.Crt = "x"
		lines = append(lines, ListLine{Number: line.number, Crt: line.Crt, Rest: bare.String()[1:]})
	}
	return lines, true
}

// AddLine adds a line to a list. Each binding that uses the list shows its certificate from then on.
func (cr *Credentials) AddLine(g *Gateway, name, text string) (crt string, err error) {
	line, err := cert.ParseLine(text)
	if err != nil {
		return "", fmt.Errorf("parsing [CLI:1]: %w", err)
	}
	cr.mu.Lock()
	defer cr.mu.Unlock()
	l := cr.lists[cert.ListName(name)]
	if l == nil {
		return "", fmt.Errorf("crt-list '%s' does not exist!", name)
	}
	d := new(conf.Diagnostics)
	c := &compiler{g: g, diag: d}
	items, err := c.lineItems(&line, "CLI:1")
	if err != nil {
		return "", err
	}
	var lines []*crtLine
	for _, item := range items {
		if item.Get() == nil {
			return "", fmt.Errorf("certificate '%s' is empty!", line.Crt)
		}
		lines = append(lines, &crtLine{Line: line, item: item, number: l.next()})
	}
	if err := c.join(l, lines, d); err != nil {
		return "", err
	}
	return line.Crt, nil
}

// next returns the number of a line behind the last; those of folders have none.
func (l *CrtList) next() int {
	if l.folder {
		return 0
	}
	return l.last + 1
}

// join puts lines at the end of a list, for all its bindings or, when one cannot take them, for none.
func (c *compiler) join(l *CrtList, lines []*crtLine, d *conf.Diagnostics) error {
	taken := func(take bool) (err error) {
		for _, line := range lines {
			for _, b := range l.bindings {
				if delete(b.lines, line); take && err == nil {
					err = c.attachLine(b, line, b.bag, "crt-list '"+l.Name+"'")
				}
			}
		}
		return err
	}
	err := taken(true)
	for _, m := range d.Messages() {
		if m.Level == conf.Alert && err == nil {
			err = errors.New(m.Text)
		}
	}
	if err != nil {
		_ = taken(false)
		return err
	}
	l.lines, l.last = append(l.lines, lines...), l.next()
	for _, line := range lines {
		line.item.Use(1)
	}
	c.g.Credentials.refresh()
	return nil
}

// RemoveLine takes a line out of a list: that of a certificate, with :<number> behind it when it stands there more than once.
func (cr *Credentials) RemoveLine(name, entry string) (crt string, err error) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	l := cr.lists[cert.ListName(name)]
	if l == nil {
		return "", fmt.Errorf("crt-list '%s' does not exist!", name)
	}
	crt, number := entry, 0
	if before, after, ok := cutLast(entry, ":"); ok {
		if n, err := strconv.Atoi(after); err == nil {
			crt, number = before, n
		}
	}
	lines, err := l.find(cr.Store, crt, number)
	if err != nil {
		return "", err
	}
	if err := l.needed(crt, lines); err != nil {
		return "", err
	}
	for _, line := range lines {
		line.item.Use(-1)
		for _, b := range l.bindings {
			delete(b.lines, line)
		}
	}
	l.lines = slices.DeleteFunc(l.lines, func(line *crtLine) bool { return slices.Contains(lines, line) })
	cr.refresh()
	return crt, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// find returns the one line of a certificate, which for a bundle is several. A number of 0 is none.
func (l *CrtList) find(store *cert.Store, crt string, number int) (found []*crtLine, err error) {
	var numbers []string
	for _, line := range l.lines {
		if line.Crt != crt && line.item.Name != crt {
			continue
		}
		if n := strconv.Itoa(line.number); !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
		if number == 0 || line.number == number {
			found = append(found, line)
		}
	}
	list := strings.Join(numbers, ", ")
	switch {
	case len(numbers) == 0 && store.Certs.Find(crt) == nil:
		return nil, fmt.Errorf("certificate '%s' does not exist!", crt)
	case len(numbers) == 0:
		return nil, fmt.Errorf("certificate '%s' can't be found in this crt-list!", crt)
	case len(found) == 0:
		return nil, fmt.Errorf("found a certificate '%s' but the line number is incorrect, please specify a correct line number preceded by colons (%s)!", crt, list)
	case number == 0 && len(numbers) > 1:
		return nil, fmt.Errorf("found the certificate '%s' in several entries, please specify a line number preceded by colons (%s)!", crt, list)
	}
	return found, nil
}

// needed returns an error when bindings show one of the lines to clients whose name they do not know, because it is their
// first.
func (l *CrtList) needed(crt string, lines []*crtLine) error {
	var who strings.Builder
	for _, b := range l.bindings {
		if all := b.current.Load().all; !b.strict && len(all) > 0 && slices.Contains(lines, all[0].line) {
			fmt.Fprintf(&who, "\n\t- %s:%d", b.front.Name, b.at.Line)
		}
	}
	if who.Len() == 0 {
		return nil
	}
	return fmt.Errorf("certificate '%s' cannot be deleted, it is used as default certificate by the following frontends:%s", crt, who.String())
}

// A Shown is a name and the certificate that a bind line shows for it.
type Shown struct {
	Frontend, File string // the file and the line of the bind line
	Line           int
	Name           string // * for other names
	Except         []string
	Crt            string
	Pair           *cert.Pair
}

// Shown returns what the bind lines of a frontend show, of all when it is nil: for each, names first, then what is for other
// names, then wildcards.
func (cr *Credentials) Shown(f *Frontend) (all []Shown) {
	cr.mu.Lock()
	defer cr.mu.Unlock()
	for _, b := range cr.bindings {
		if f != nil && b.front != f {
			continue
		}
		var exact, rest, wild []Shown
		for _, c := range b.current.Load().all {
			row := Shown{Frontend: b.front.Name, File: b.at.File, Line: b.at.Line, Crt: c.line.item.Name, Pair: c.pair}
			if c.fallback {
				row.Name = "*"
				rest = append(rest, row)
			}
			for _, n := range c.names {
				row.Name, row.Except = n, nil
				if strings.HasPrefix(n, "*") {
					row.Except = c.except
					wild = append(wild, row)
				} else {
					exact = append(exact, row)
				}
			}
		}
		slices.SortStableFunc(exact, func(x, y Shown) int { return strings.Compare(x.Name, y.Name) })
		all = slices.Concat(all, exact, rest, wild)
	}
	return all
}
