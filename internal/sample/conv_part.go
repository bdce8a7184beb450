package sample

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

func init() {
	parts := []Arg{{Name: "index", Kind: ArgInt}, {Name: "delimiters"}, {Name: "count", Kind: ArgInt, Optional: true, Default: "1"}}
	RegisterConverter(
		Converter{
			Name: "field", Args: parts, In: Str, Out: Str,
			Help:  "The field at the index, counted from 1, or from the end when negative; count fields when given, 0 for all that follow. Fields may be empty.",
			Check: checkIndex,
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				return cutParts(v.b, a.Int(0), a.Str(1), a.Int(2), false)
			},
		},
		Converter{
			Name: "word", Args: parts, In: Str, Out: Str,
			Help:  "Like field, but delimiters in a row count as one.",
			Check: checkIndex,
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				return cutParts(v.b, a.Int(0), a.Str(1), a.Int(2), true)
			},
		},
		Converter{
			Name: "bytes", In: Bin, Out: Bin,
			Args:  []Arg{{Name: "offset", Kind: ArgIntOrVar}, {Name: "length", Kind: ArgIntOrVar, Optional: true}},
			Help:  "The bytes from the offset on, length of them at most.",
			Check: checkBytes,
			Apply: applyBytes,
		},
		Converter{
			Name: "param", Args: []Arg{{Name: "name"}, {Name: "delim", Optional: true, Default: "&"}}, In: Str, Out: Str,
			Help: "The value of a parameter in a text such as a=1&b=2; empty when it has no value. The delimiter is one character, " +
				"or 0x and the two hexadecimal digits of one.",
			Check: checkDelimiter,
			Apply: func(_ *Ctx, v Value, a Args) (Value, bool) {
				return findParam(v.b, a.Str(0), byte(a.Int(1)))
			},
		},
	)
}

func checkIndex(a Args, _ *Env) error {
	if a.Int(0) == 0 {
		return fmt.Errorf("unexpected value 0 for index")
	}
	if a.Int(2) < 0 {
		return fmt.Errorf("unexpected value %d for count", a.Int(2))
	}
	return nil
}

// cutParts returns count parts of b between delimiters, beginning at index; from the end, the parts that end there.
// With words, empty parts do not count. Where there is no such part, a word is empty and a field is missing.
func cutParts(b []byte, index int64, delims string, count int64, words bool) (Value, bool) {
	set := setOf(false, delims)
	c := partCursor{b: b, set: &set, words: words}
	if index < 0 {
		c.backward, index = true, -index
	}
	var from, to int
	for n := int64(1); ; n++ {
		start, end, ok := c.next()
		if !ok && n <= index {
			return StrOf(nil), words
		}
		if !ok {
			break
		}
		if n == index {
			from, to = start, end
		}
		if n >= index {
			from, to = min(from, start), max(to, end)
		}
		if count > 0 && n == index+count-1 {
			return StrOf(b[from:to]), true
		}
	}
	switch {
	case count == 0 && c.backward:
		return StrOf(b[:to]), true
	case count == 0:
		return StrOf(b[from:]), true
	}
	return StrOf(b[from:to]), true
}

// partCursor walks over the parts of a text, from either end.
type partCursor struct {
	b        []byte
	set      *byteSet
	words    bool
	backward bool
	used     int // bytes passed, from the end where the walk began
	done     bool
}

// next returns where the next part stands.
func (c *partCursor) next() (start, end int, ok bool) {
	for !c.done {
		n := c.used
		for n < len(c.b) && !c.set.has(c.at(n)) {
			n++
		}
		start, end = c.used, n
		c.used, c.done = n+1, n == len(c.b)
		if c.words && start == end {
			continue
		}
		if c.backward {
			start, end = len(c.b)-end, len(c.b)-start
		}
		return start, end, true
	}
	return 0, 0, false
}

func (c *partCursor) at(i int) byte {
	if c.backward {
		i = len(c.b) - 1 - i
	}
	return c.b[i]
}

// checkBytes refuses numbers that no text could satisfy; what a variable holds is judged when it is used.
func checkBytes(a Args, _ *Env) error {
	if _, isVar := a[0].Ref.(*Var); !isVar && a.Int(0) < 0 {
		return fmt.Errorf("expects a non-negative integer")
	}
	if _, isVar := a[1].Ref.(*Var); !isVar && a.Has(1) && a.Int(1) <= 0 {
		return fmt.Errorf("expects a positive integer")
	}
	return nil
}

// applyBytes gives nothing, but a value, where the offset or the length makes no sense.
func applyBytes(cx *Ctx, v Value, a Args) (Value, bool) {
	off, ok := a.IntNow(cx, 0)
	if !ok || off < 0 || off >= int64(len(v.b)) {
		return BinOf(nil), ok
	}
	b := v.b[off:]
	if !a.Has(1) {
		return BinOf(b), true
	}
	n, ok := a.IntNow(cx, 1)
	if !ok || n < 0 {
		return BinOf(nil), ok
	}
	return BinOf(b[:min(n, int64(len(b)))]), true
}

// checkDelimiter reads the character between parameters.
func checkDelimiter(a Args, _ *Env) error {
	word := a.Str(1)
	if len(word) == 1 {
		a[1].Int = int64(word[0])
		return nil
	}
	digits, hex := strings.CutPrefix(word, "0x")
	c, err := strconv.ParseUint(digits, 16, 8)
	if !hex || len(digits) != 2 || err != nil {
		return fmt.Errorf("delimiter must be either exactly 1 character, or 0xHH for an ASCII code")
	}
	a[1].Int = int64(c)
	return nil
}

// findParam returns the value of the first parameter of that name.
func findParam(b []byte, name string, delim byte) (Value, bool) {
	for len(b) > 0 {
		one := b
		if i := bytes.IndexByte(b, delim); i >= 0 {
			one, b = b[:i], b[i+1:]
		} else {
			b = nil
		}
		if key, val, _ := bytes.Cut(one, view("=")); text(key) == name {
			return StrOf(val), true
		}
	}
	return Value{}, false
}
