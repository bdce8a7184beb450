package netio

import "testing"

// TestCalm: after a long wait the next turns are its sequel, and a loop that had many short ones is busy.
func TestCalm(t *testing.T) {
	var c calm
	turns := func(n int, ns int64) {
		for range n {
			c.waited(ns)
		}
	}
	cases := []struct {
		name string
		do   func()
		want bool
	}{
		{"the beginning", func() {}, false},
		{"short waits", func() { turns(100, calmAfter-1) }, false},
		{"a long wait", func() { turns(1, calmAfter) }, true},
		{"its sequel", func() { turns(calmTurns-1, 0) }, true},
		{"traffic", func() { turns(1, 0) }, false},
		{"nothing came", func() { c.idle = true }, true},
	}
	for _, s := range cases {
		if s.do(); c.patient() != s.want {
			t.Errorf("%s: patient is %v", s.name, c.patient())
		}
	}
}
