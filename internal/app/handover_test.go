package app

import (
	"fmt"
	"os"
	"testing"

	"pgregory.net/rapid"
)

func TestBirthSurvivesTheEnvironment(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		fd := rapid.IntRange(0, 1000)
		b := birth{
			Daemon: rapid.Bool().Draw(r, "daemon"), Ready: fd.Draw(r, "ready"),
			Worker: rapid.Bool().Draw(r, "worker"), Master: fd.Draw(r, "master"), Old: fd.Draw(r, "old"),
		}
		t.Setenv(birthEnv, b.String())
		if got := bornAs(); got != b {
			r.Fatalf("%+v became %+v", b, got)
		}
		if left, ok := os.LookupEnv(birthEnv); ok {
			r.Fatalf("%q is left in the environment", left)
		}
	})
}

func TestEntry(t *testing.T) {
	for _, c := range []struct{ text, device, rest string }{
		{"\x00\x00\x00\x00\x00\x00", "", ""},
		{"\x00\x04eth0\x00\x00\x00\x00next", "eth0", "next"},
		{"\x02ns\x02lo\x00\x00\x00\x00", "lo", ""},
		{"\x05cut", "", ""},
		{"", "", ""},
	} {
		if device, rest := entry([]byte(c.text)); device != c.device || string(rest) != c.rest {
			t.Errorf("%q: got %q, %q", c.text, device, rest)
		}
	}
}

func Example_exit() {
	fmt.Println(exit{143, "Terminated"})
	// Output: code 143 (Terminated)
}
