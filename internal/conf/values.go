package conf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
)

// Int returns a parse function for one integer from min to max.
func Int(min, max int64) func(*Args) (int64, error) {
	return func(a *Args) (int64, error) { return a.Int(min, max) }
}

// Time returns a parse function for one delay; a bare number counts in unit.
func Time(unit time.Duration) func(*Args) (time.Duration, error) {
	return func(a *Args) (time.Duration, error) { return a.Duration(unit) }
}

// Bytes is a parse function for one size.
func Bytes(a *Args) (int64, error) { return a.Size() }

// Text returns a parse function for one word; what names it in the error when
// it is missing, as "a backend name".
func Text(what string) func(*Args) (string, error) {
	return func(a *Args) (string, error) { return a.Text(what) }
}

// Words is a parse function for all words of the line, at least one.
func Words(a *Args) ([]string, error) {
	if a.Done() {
		return nil, fmt.Errorf("'%s' expects at least one argument.", a.name)
	}
	var all []string
	for _, w := range a.Rest() {
		all = append(all, w.Text)
	}
	return all, nil
}

// OneOf returns a parse function for one word out of choices.
func OneOf(choices ...string) func(*Args) (string, error) {
	return func(a *Args) (string, error) {
		got := a.Peek()
		for _, c := range choices {
			if a.Accept(c) {
				return c, nil
			}
		}
		return "", fmt.Errorf("'%s' expects %s%s.", a.name, quotedList(choices, "or"), gotText(got))
	}
}

// OnOff is a parse function for on or off.
func OnOff(a *Args) (bool, error) {
	v, err := OneOf("on", "off")(a)
	return v == "on", err
}

func gotText(word string) string {
	if word == "" {
		return ""
	}
	return " (got '" + word + "')"
}

// quotedList joins words as 'a', 'b' or 'c'.
func quotedList(words []string, last string) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			b.WriteString(" " + last + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString("'" + w + "'")
	}
	return b.String()
}

func parseInt(a *Args, min, max int64) (int64, error) {
	w := a.Next()
	if w.Text == "" {
		return 0, fmt.Errorf("'%s' expects an integer argument.", a.name)
	}
	n, err := strconv.ParseInt(w.Text, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange), err == nil && (n < min || n > max):
		return 0, fmt.Errorf("'%s' value must be between %d and %d (was %s).", a.name, min, max, w.Text)
	case err != nil:
		return 0, fmt.Errorf("'%s' expects an integer argument (got '%s').", a.name, w.Text)
	}
	return n, nil
}

func parseDuration(a *Args, unit time.Duration) (time.Duration, error) {
	w := a.Next()
	if w.Text == "" {
		return 0, fmt.Errorf("'%s' expects an integer value (in %s)", a.name, unitName(unit))
	}
	d, err := clock.ParseDuration(w.Text, unit)
	var char *clock.CharError
	switch {
	case errors.Is(err, clock.ErrOverflow):
		return 0, fmt.Errorf("timer overflow in argument '%s' to '%s' (maximum value is %s)", w.Text, a.name, longest(unit))
	case errors.As(err, &char):
		return 0, fmt.Errorf("unexpected character '%c' in '%s'", char.Char, a.name)
	}
	return d, err
}

// longest names the longest delay that counts in unit.
func longest(unit time.Duration) string {
	switch unit {
	case time.Second:
		return "2147483647 s or ~68 years"
	case time.Microsecond:
		return "2147483647 us or ~35.8 minutes"
	}
	return "2147483647 ms or ~24.8 days"
}

func unitName(unit time.Duration) string {
	switch unit {
	case time.Second:
		return "seconds"
	case time.Microsecond:
		return "microseconds"
	}
	return "milliseconds"
}

func parseSize(a *Args) (int64, error) {
	w := a.Next()
	if w.Text == "" {
		return 0, fmt.Errorf("'%s' expects an integer argument.", a.name)
	}
	n, err := clock.ParseSize(w.Text)
	var char *clock.CharError
	switch {
	case errors.Is(err, clock.ErrOverflow):
		return 0, fmt.Errorf("'%s' : size '%s' is too large.", a.name, w.Text)
	case errors.As(err, &char):
		return 0, fmt.Errorf("unexpected character '%c' in '%s'", char.Char, a.name)
	}
	return n, err
}
