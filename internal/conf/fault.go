package conf

import "errors"

// A Fault is an error of a line that says how it is reported. Parse functions
// return plain errors for the usual shape.
type Fault struct {
	Shape Shape
	Abort bool
	Text  string
}

// Error returns the text.
func (f *Fault) Error() string { return f.Text }

// Abort marks an error as one after which HAProxy reads no further; it differs
// only in the lines that end the messages.
func Abort(err error) error { return faultOf(err, func(f *Fault) { f.Abort = true }) }

// Shaped gives an error another shape than Loose.
func Shaped(s Shape, err error) error { return faultOf(err, func(f *Fault) { f.Shape = s }) }

func faultOf(err error, change func(*Fault)) error {
	if err == nil {
		return nil
	}
	f := Fault{Shape: Loose, Text: err.Error()}
	var old *Fault
	if errors.As(err, &old) {
		f.Shape, f.Abort = old.Shape, old.Abort
	}
	change(&f)
	return &f
}
