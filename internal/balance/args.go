package balance

import (
	"fmt"
	"strconv"
	"strings"
)

// args is a cursor over the words of a `balance` line.
type args struct {
	words      []string
	paren      string // what stands in parentheses after the name
	hasParen   bool
	expression string // of `hash`
}

// open reads the name, and what follows it in parentheses: `hdr(host)`.
func (a *args) open() string {
	word := a.next()
	name, rest, ok := strings.Cut(word, "(")
	if !ok || !strings.HasSuffix(rest, ")") {
		return word
	}
	a.paren, a.hasParen = strings.TrimSuffix(rest, ")"), true
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
	if err != nil || n < 1 || n > maxNumber {
		return 0, fmt.Errorf("expects a positive number after '%s', not '%s'", option, w)
	}
	return n, nil
}

// maxNumber bounds lengths and depths: no request target is longer.
const maxNumber = 1 << 20

// end refuses words that no option took.
func (a *args) end() error {
	if len(a.words) > 0 {
		return fmt.Errorf("does not know '%s'", a.words[0])
	}
	return nil
}
