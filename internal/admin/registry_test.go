package admin

import (
	"regexp"
	"strings"
	"testing"
)

func TestCommandsAreDescribed(t *testing.T) {
	help := regexp.MustCompile(`^[a-z][^.]{8,70}$`)
	for c := range Commands() {
		if c.Help != "disconnect" && !help.MatchString(c.Help) && c.Name != "echo" {
			t.Errorf("%s: the help %q is not a few words without a period", c.Name, c.Help)
		}
		if c.Run == nil {
			t.Errorf("%s does nothing", c.Name)
		}
		if len(c.Usage()) > helpWidth+10 {
			t.Errorf("%s: the usage %q does not fit its column", c.Name, c.Usage())
		}
	}
}

// Each command refuses clients of a lower level, whatever else is wrong with the call.
func TestLevels(t *testing.T) {
	r := newRig(t, rigConfig)
	for c := range Commands() {
		for _, level := range []Level{User, Operator} {
			if c.Level <= level || c.Mode != NoMode {
				continue
			}
			socket := map[Level]string{User: "user", Operator: "oper"}[level]
			if got := r.ask(socket, c.Name+"\n"); got != "Permission denied\n\n" {
				t.Errorf("%s as %s: %q", c.Name, level, got)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"show stat", "show stat"},
		{"show stat be 2 -1", "show stat"},
		{"show", ""},
		{"SHOW stat", ""},
		{"show sta", ""},
		{"set server be/s state ready", "set server"},
		{"set weight be/s", "set weight"},
		{"shutdown sessions server be/s", "shutdown sessions server"},
		{"shutdown session 0x1", "shutdown session"},
	} {
		got := ""
		if found := find(strings.Fields(c.line)); found != nil {
			got = found.Name
		}
		if got != c.want {
			t.Errorf("%s: got %q", c.line, got)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"stat", "stat", 0}, {"stat", "stats", 1}, {"stat", "stta", 2}, {"", "abc", 3}, {"info", "stat", 4}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
