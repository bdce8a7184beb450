package conf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"time"
)

// A Form checks the arguments of a directive without effect and says how the
// manual prints them.
type Form struct {
	Usage string // of the arguments
	check func(a *Args) error
}

// The forms.
var (
	FormNone   = Form{"", func(*Args) error { return nil }}
	FormNumber = FormRange(0, math.MaxInt32)
	FormSize   = Form{"<size>", func(a *Args) error { _, err := a.Size(); return err }}
	FormTime   = Form{"<time>", func(a *Args) error { _, err := a.Duration(time.Millisecond); return err }}
	FormOnOff  = FormOneOf("on", "off")
	FormWord   = Form{"<value>", func(a *Args) error { _, err := a.Text("a value"); return err }}
	FormWords  = Form{"<value>...", func(a *Args) error { _, err := Words(a); return err }}
)

// FormDHFile is the form of a file with the parameters of a Diffie-Hellman exchange.
var FormDHFile = Form{"<file>", func(a *Args) error {
	name, err := a.Text("a file path as an argument")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err == nil && !bytes.Contains(text, []byte("-----BEGIN DH PARAMETERS-----")) {
		err = errors.New("no DH PARAMETERS in it")
	}
	if err != nil {
		return fmt.Errorf("'%s': unable to load DH parameters from file <%s>: %w.", a.name, name, err)
	}
	return nil
}}

// FormSeveralOf is the form of one or more words out of choices.
func FormSeveralOf(choices ...string) Form {
	one := FormOneOf(choices...)
	return Form{one.Usage + "...", func(a *Args) error {
		err := one.check(a)
		for err == nil && !a.Done() {
			err = one.check(a)
		}
		return err
	}}
}

// FormRange is the form of an integer from min to max.
func FormRange(min, max int64) Form {
	usage := fmt.Sprintf("<%d..%d>", min, max)
	if max == math.MaxInt32 {
		usage = "<number>"
	}
	return Form{usage, func(a *Args) error { _, err := a.Int(min, max); return err }}
}

// FormOneOf is the form of one word out of choices.
func FormOneOf(choices ...string) Form {
	usage := "{"
	for i, c := range choices {
		if i > 0 {
			usage += " |"
		}
		usage += " " + c
	}
	return Form{usage + " }", func(a *Args) error { _, err := OneOf(choices...)(a); return err }}
}

// Maybe makes the arguments of a form optional.
func Maybe(f Form) Form {
	return Form{"[" + f.Usage + "]", func(a *Args) error {
		if a.Done() {
			return nil
		}
		return f.check(a)
	}}
}

// Then is the form f followed by an optional word, as "EXPERIMENTAL".
func (f Form) Then(word string) Form {
	return Form{f.Usage + " [" + word + "]", func(a *Args) error {
		err := f.check(a)
		a.Accept(word)
		return err
	}}
}
