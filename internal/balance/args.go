package balance

import (
	"fmt"
	"strconv"
	"strings"
)

// args is a cursor over the words of a `balance` line.
type args struct {
	words []string
	paren string // what stands in parentheses after the name
	has   bool
}

// open reads the name, and what follows it in parentheses: `hdr(host)`.
func (a *args) open() string {
	word := a.next()
	name, rest, ok := strings.Cut(word, "(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return word
	}
	a.paren, a.has = strings.TrimSuffix(rest, ")"), true
	return name
}

func (a *args) next() string {
	if len(a.words) == 0 {
		return ""
	}
	w := a.words[0]
	a.words = a.words[1:]
	return w
}

// number reads the positive number that must follow the option just read.
func (a *args) number(option string) (int, error) {
	w := a.next()
	n, err := strconv.Atoi(w)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("'%s' expects a positive number, not '%s'", option, w)
	}
	return n, nil
}

// noParen refuses parentheses for an algorithm that takes none.
func (a *args) noParen(name string) error {
	if a.has {
		return fmt.Errorf("'%s' takes nothing in parentheses", name)
	}
	return nil
}

// end refuses words that no option took.
func (a *args) end() error {
	if len(a.words) > 0 {
		return fmt.Errorf("unknown argument '%s'", a.words[0])
	}
	return nil
}
