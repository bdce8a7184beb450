package browser

import (
	"encoding/json"
	"fmt"
)

// Errors returns what the console has shown as errors since the start: what scripts threw, refused policies, what could
// not be loaded.
func (b *Browser) Errors() ([]string, error) {
	if err := b.Eval("0", nil); err != nil { // what was said before its answer has been read then
		return nil, err
	}
	return b.errors, nil
}

// note keeps an event that tells of an error.
func (b *Browser) note(m *message) {
	var e struct {
		Type  string
		Args  []struct{ Value, Description any }
		Entry struct{ Level, Text, URL string }

		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if m.Method == "" || json.Unmarshal(m.Params, &e) != nil {
		return
	}
	switch {
	case m.Method == "Runtime.exceptionThrown":
		b.errors = append(b.errors, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case m.Method == "Runtime.consoleAPICalled" && e.Type == "error":
		b.errors = append(b.errors, fmt.Sprint(e.Args))
	case m.Method == "Log.entryAdded" && e.Entry.Level == "error":
		b.errors = append(b.errors, e.Entry.Text+" "+e.Entry.URL)
	}
}
