package conf

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var lexEnv = NewEnv([]string{"A=1", "SP=x y  z", "E=", "Q=a\"b#c", "_u=under", "A1=b2"})

func texts(words []Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}

func TestLexLine(t *testing.T) {
	for _, c := range []struct {
		line string
		want []string
	}{
		{``, nil},
		{"  \t ", nil},
		{`a b  c`, []string{"a", "b", "c"}},
		{"\ta\tb ", []string{"a", "b"}},
		{"a b\r", []string{"a", "b"}},
		{`a # b`, []string{"a"}},
		{`a#b`, []string{"a"}},
		{`# a`, nil},
		{`a\#b \ c`, []string{"a#b", " c"}},
		{`a\\b \n\r\t`, []string{`a\b`, "\n\r\t"}},
		{`\x41\x7e\x0A`, []string{"A~\n"}},
		{`a\qb \`, []string{`a\qb`, `\`}},
		{`"a b" 'c d'`, []string{"a b", "c d"}},
		{`a"b c"d'e f'`, []string{"ab cde f"}},
		{`"" ''`, []string{"", ""}},
		{`"a#b" '#'`, []string{"a#b", "#"}},
		{`"a\"b\'c\\d\$e" '\x41"'`, []string{`a"b'c\d$e`, `\x41"`}},
		{`\"a \'b`, []string{`"a`, `'b`}},
		{`$A ${A} \$A`, []string{"$A", "${A}", `\$A`}},
		{`"$A" "${A}" "x${A}y" '$A'`, []string{"1", "1", "x1y", "$A"}},
		{`"$A1" "$A-1" "$_u"`, []string{"b2", "1-1", "under"}},
		{`"${NO}" "${NO-def}" "${A-def}" "${E-def}" "${NO-}"`, []string{"", "def", "1", "", ""}},
		{`"$A.x" "${A}.y"`, []string{"1.x", "1.y"}},
		{`"${NO-a b#c}"`, []string{"a b#c"}},
		{`"$SP" "${SP}"`, []string{"x y  z", "x y  z"}},
		{`"${SP[*]}" b`, []string{"x", "y", "z", "b"}},
		{`"<${SP[*]}>"`, []string{"<x", "y", "z>"}},
		{`a "${NO[*]}" "${E[*]}x" b`, []string{"a", "", "x", "b"}},
		{`"${NO[*]-p q}"`, []string{"p", "q"}},
		{`"$Q"`, []string{`a"b#c`}},
	} {
		got, err := lexLine(c.line, lexEnv.Lookup)
		if err != nil || !slices.Equal(texts(got), c.want) {
			t.Errorf("lexLine(%q) = %q, %v; want %q", c.line, texts(got), err, c.want)
		}
	}
}

func TestLexLinePlaces(t *testing.T) {
	got, err := lexLine(`  ab "c d"  e"f" \x41`, lexEnv.Lookup)
	want := []Word{{"ab", false, 3}, {"c d", true, 6}, {"ef", true, 13}, {"A", false, 18}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestLexLineErrors(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`a "b`, "unmatched quote at position 3:\n  a \"b\n    ^"},
		{`  'b`, "unmatched quote at position 3:\n  'b\n  ^"},
		{"\"a\r\"", "unmatched quote at position 1:\n  \"a?\"\n  ^"},
		{`\x`, "truncated or invalid hexadecimal sequence at position 1:\n  \\x\n  ^"},
		{`\xg0`, "truncated or invalid hexadecimal sequence at position 1:\n  \\xg0\n  ^"},
		{`"$"`, "forbidden first char in environment variable name at position 3:\n  \"$\"\n    ^"},
		{`"${`, "forbidden first char in environment variable name at position 4:\n  \"${\n     ^"},
		{`"${A`, "unmatched brace in environment variable name at position 3:\n  \"${A\n    ^"},
		{`"${A-b"`, "unmatched brace in environment variable name at position 3:\n  \"${A-b\"\n    ^"},
		{"a\x00b", "stray NUL character at position 2:\n  a?b\n   ^"},
	} {
		_, err := lexLine(c.line, lexEnv.Lookup)
		if err == nil || err.Error() != c.want {
			t.Errorf("lexLine(%q): %v; want %s", c.line, err, c.want)
		}
	}
}

func TestWordLimit(t *testing.T) {
	if _, err := lexLine(strings.Repeat("w ", maxWords), lexEnv.Lookup); err != nil {
		t.Errorf("%d words: %v", maxWords, err)
	}
	if _, err := lexLine(strings.Repeat("w ", maxWords+1), lexEnv.Lookup); err == nil {
		t.Errorf("%d words are taken", maxWords+1)
	}
}

// What is printed with quotes is read back as it was.
func TestQuoteReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") }), 1, maxWords).Draw(t, "words")
		checkQuote(t, texts)
	})
}

func checkQuote(t interface {
	Helper()
	Fatalf(string, ...any)
}, words []string) {
	t.Helper()
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = Quote(w)
	}
	line := strings.Join(quoted, " ")
	back, err := lexLine(line, NewEnv(nil).Lookup)
	if err != nil || !slices.Equal(texts(back), words) {
		t.Fatalf("%q is printed as %s and read back as %q, %v", words, line, texts(back), err)
	}
}

func FuzzLexLine(f *testing.F) {
	for _, seed := range []string{
		`bind "fd@${fe1}" name "a b" # c`, `http-request set-header X "%[path,field(1,\"/\")]" if { path -m beg '/a b' }`,
		`"${NO-x}" '$A' \x41 \`, `"${SP[*]}"`, "a\x00", `"a`, `'`, `"${A`, "\xff\r",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := lexLine(line, lexEnv.Lookup)
		if err != nil {
			_ = err.Error()
			return
		}
		for i, w := range words {
			if w.Col < 1 || w.Col > len(line) || i > 0 && w.Col < words[i-1].Col {
				t.Fatalf("word %q stands at %d", w.Text, w.Col)
			}
		}
		checkQuote(t, texts(words))
	})
}
