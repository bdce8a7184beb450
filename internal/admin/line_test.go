package admin

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitCommands(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{"", []string{""}},
		{"a", []string{"a"}},
		{"a;b", []string{"a", "b"}},
		{";", []string{"", ""}},
		{`a\;b;c`, []string{`a\;b`, "c"}},
		{`a\\;b`, []string{`a\\`, "b"}},
		{`a\`, []string{`a\`}},
	} {
		if got := splitCommands(c.line); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.line, got, c.want)
		}
	}
}

func TestSplitWords(t *testing.T) {
	for _, c := range []struct {
		command string
		want    []string
	}{
		{"", nil},
		{" \t ", nil},
		{" show  stat\tup ", []string{"show", "stat", "up"}},
		{`a\ b c\\d \x`, []string{"a b", `c\d`, "x"}},
		{`"a b"`, []string{`"a`, `b"`}},
		{`a\`, []string{"a"}},
		{`\`, []string{""}},
	} {
		if got := splitWords(c.command); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.command, got, c.want)
		}
	}
}

func TestCutPayload(t *testing.T) {
	for _, c := range []struct {
		line, commands, delimiter string
		announced                 bool
	}{
		{"set map x <<", "set map x ", "", true},
		{"set map x <<END", "set map x ", "END", true},
		{"<<", "", "", true},
		{"a <<b c", "a <<b c", "", false},
		{"a<<", "a<<", "", false},
		{"a <<" + strings.Repeat("x", 64), "a ", strings.Repeat("x", 64), true},
		{"a <<" + strings.Repeat("x", 65), "a <<" + strings.Repeat("x", 65), "", false},
	} {
		commands, delimiter, announced := cutPayload(c.line)
		if commands != c.commands || delimiter != c.delimiter || announced != c.announced {
			t.Errorf("%q: got %q %q %v", c.line, commands, delimiter, announced)
		}
	}
}

// escape writes a word as a line must hold it.
func escape(word string) string {
	return strings.NewReplacer(`\`, `\\`, " ", `\ `, "\t", "\\\t", ";", `\;`).Replace(word)
}

func TestWordsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z \t;\\"<#]{1,8}`), 1, 6).Draw(t, "words")
		var escaped []string
		for _, w := range words {
			escaped = append(escaped, escape(w))
		}
		line := strings.Join(escaped, " ")
		commands := splitCommands(line)
		if len(commands) != 1 {
			t.Fatalf("%q: %d commands", line, len(commands))
		}
		if got := splitWords(commands[0]); !slices.Equal(got, words) {
			t.Fatalf("%q: got %q, want %q", line, got, words)
		}
	})
}

func FuzzLine(f *testing.F) {
	for _, seed := range []string{"show stat", "a;b", `a\ b\;c\\`, "set map x <<END", ";;", "\\", "\t<<", "prompt i\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		text, _, announced := cutPayload(line)
		if !announced && text != line {
			t.Fatalf("%q lost its end", line)
		}
		for _, command := range splitCommands(text) {
			for _, word := range splitWords(command) {
				if len(word) > len(command) {
					t.Fatalf("%q: word %q", command, word)
				}
			}
		}
	})
}
