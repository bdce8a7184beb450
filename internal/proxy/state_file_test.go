package proxy

import (
	"errors"
	"io"
	"strings"
	"testing"

	"metergate/internal/check"
)

const stateHead = "1\n# be_id be_name srv_id srv_name srv_addr ...\n"

func TestParseStates(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       savedState
		fails      bool
	}{
		{name: "whole", text: "6 b 1 s 127.0.0.1 2 0 10 20 107 15 3 4 6 0 0 0 - 21101 - 0 0 - - 0",
			want: savedState{op: check.Running, weight: 10, initial: 20, age: 107, status: 15, health: 4, port: 21101}},
		{name: "check off", text: "6 b 1 s - 0 1 1 1 7 8 2 0 2 0 0 0 - 80 - 0 81 - - 82",
			want: savedState{admin: AdminForcedMaint, weight: 1, initial: 1, age: 7, status: 8, checkOff: true, port: 80, checkPort: 81, agentPort: 82}},
		{name: "old form", text: "6 b 1 s - 3 8 1 1 7 8 2 0 6 16 0 0 - 80",
			want: savedState{op: check.Stopping, admin: AdminForcedDrain, weight: 1, initial: 1, age: 7, status: 8, port: 80}},
		{name: "few columns", text: "6 b 1 s - 0 1", fails: true},
		{name: "weight", text: "6 b 1 s - 2 0 300 1 7 8 2 0 6 0 0 0 - 80 - 0 0 - - 0", fails: true},
		{name: "port", text: "6 b 1 s - 2 0 1 1 7 8 2 0 6 0 0 0 - 99999 - 0 0 - - 0", fails: true},
		{name: "state", text: "6 b 1 s - 7 0 1 1 7 8 2 0 6 0 0 0 - 80 - 0 0 - - 0", fails: true},
		{name: "negative", text: "6 b 1 s - 2 0 -1 1 7 8 2 0 6 0 0 0 - 80 - 0 0 - - 0", fails: true},
	} {
		states, err := parseStates(strings.NewReader(stateHead + c.text + "\n"))
		got := states[[2]string{"b", "s"}]
		// The address is told apart by the restored server; here all are the same or none.
		got.addr = c.want.addr
		if (err != nil) != c.fails || !c.fails && got != c.want {
			t.Errorf("%s: got %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
}

func TestParseStatesVersion(t *testing.T) {
	if _, err := parseStates(strings.NewReader("")); !errors.Is(err, io.EOF) {
		t.Errorf("empty: %v", err)
	}
	if _, err := parseStates(strings.NewReader("2\n")); err == nil {
		t.Error("version 2 was taken")
	}
}

func FuzzParseStates(f *testing.F) {
	f.Add(stateHead + "6 b 1 s 127.0.0.1 2 0 10 20 107 15 3 4 6 0 0 0 - 21101 - 0 0 - - 0\n")
	f.Add("1\n\n#\n1 2 3")
	f.Fuzz(func(t *testing.T, text string) {
		states, _ := parseStates(strings.NewReader(text))
		for who, s := range states {
			if s.op > check.Stopping || s.weight < 0 || s.weight > maxWeight || s.age < 0 {
				t.Fatalf("%q: %v got %+v", text, who, s)
			}
		}
	})
}
