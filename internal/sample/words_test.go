package sample

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/conf"
)

// testWords is a directive that keeps its words, to ask the configuration's own lexer.
var testWords = conf.List(conf.Spec{Name: "test-words", In: conf.Global}, conf.Words)

// TestJoinWords checks that the lexer reads joined words as they were.
func TestJoinWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		char := rapid.RuneFrom([]rune("ab1 \t\n\r\"'\\#$${}()[],!|%é"))
		want := rapid.SliceOfN(rapid.StringOf(char), 1, 4).Draw(t, "words")
		text := "global\n test-words " + JoinWords(want) + "\n"
		file, diag := conf.Load([]conf.Source{{Name: "t.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
		if diag.Failed() {
			t.Fatalf("%q does not load: %v", text, diag.Messages())
		}
		all := testWords.All(file.Global.Bag)
		if len(all) != 1 || !slices.Equal(all[0].Value, want) {
			t.Fatalf("%q is read as %q, want %q", text, all, want)
		}
	})
}
