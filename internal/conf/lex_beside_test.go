package conf

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

// pieces are what random lines are made of.
var pieces = []string{
	"a", "b c", " ", "\t", `"`, `'`, `\`, `\\`, `\"`, `\'`, `\#`, "#", `\n`, `\x41`, `\x4`, `\$`, `\ `, `\q`, "$HOME", "${HOME}", "${NO-d}",
	"${HOME[*]}", "${WORDS[*]}", "${WORDS[*]-q}", "${NO", "${", "$", "$1", "$_", "{", "}", "[*]", "-", "=", ",", "(", ")", ".y", "é",
}

// TestWordsBeside reads random lines as HAProxy does: a message shows its words,
// or what is wrong with them. HAProxy stops at 50 errors, so files are short.
func TestWordsBeside(t *testing.T) {
	program, err := exec.LookPath("haproxy")
	if err != nil {
		t.Skip("no haproxy on this machine")
	}
	t.Setenv("HOME", "/root")
	t.Setenv("WORDS", "a b  c")
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 1))
		var lines []string
		for range 45 {
			line := ".notice "
			for range 1 + random.IntN(8) {
				line += pieces[random.IntN(len(pieces))]
			}
			lines = append(lines, line)
		}
		text := strings.Join(lines, "\n") + "\n"
		ours, theirs := byLine(string(printed(text))), byLine(haproxySays(t, program, text))
		for i, line := range lines {
			if ours[i+1] != theirs[i+1] {
				t.Errorf("seed %d: %s\ngot     %s\nhaproxy %s", seed, line, ours[i+1], theirs[i+1])
			}
		}
	}
}

// byLine returns the first line of the message about each line. What follows is
// the line itself, of which HAProxy 2.6 shows only a part after some variables.
func byLine(text string) map[int]string {
	const place = "parsing [t.cfg:"
	messages := map[int]string{}
	for line := range strings.Lines(text) {
		if _, after, ok := strings.Cut(line, place); ok {
			n := 0
			fmt.Sscanf(after, "%d", &n)
			messages[n] = strings.TrimSuffix(after, "\n")
		}
	}
	return messages
}
