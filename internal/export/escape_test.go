package export

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscapes(t *testing.T) {
	cases := []struct{ in, csv, line, json, label string }{
		{"plain", "plain", "plain", `"plain"`, `l="plain"`},
		{"", "", "", `""`, `l=""`},
		{`a,b`, `"a,b"`, `a,b`, `"a,b"`, `l="a,b"`},
		{`a"b`, `"a""b"`, `a"b`, `"a\"b"`, `l="a\"b"`},
		{`a\b`, `a\b`, `a\b`, `"a\\b"`, `l="a\\b"`},
		{"a\nb", "\"a\nb\"", `a\x0ab`, `"a\nb"`, `l="a\nb"`},
		{"\x1b[2J", `\x1b[2J`, `\x1b[2J`, `"\u001b[2J"`, "l=\"\x1b[2J\""},
		{"é", "é", "é", `"é"`, `l="é"`},
		{"\xff", "\xff", "\xff", "\"\uFFFD\"", "l=\"\uFFFD\""},
		{"<b>", "<b>", "<b>", `"<b>"`, `l="<b>"`},
	}
	for _, c := range cases {
		for _, form := range []struct{ name, got, want string }{
			{"csv", string(appendCSV(nil, c.in)), c.csv},
			{"line", string(appendLine(nil, c.in)), c.line},
			{"json", string(appendJSON(nil, c.in)), c.json},
			{"label", string(appendLabel(nil, "l", c.in)), c.label},
		} {
			if form.got != form.want {
				t.Errorf("%q as %s: %s, want %s", c.in, form.name, form.got, form.want)
			}
		}
	}
	if got := string(appendHelp(nil, "a\\b\n\"c\"")); got != `a\\b\n"c"` {
		t.Errorf("help: %s", got)
	}
}

// unescapeLabel reads a label value as a Prometheus does; ok is false when the quotes do not close where they should.
func unescapeLabel(s string) (value string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i == len(s)-1
		case s[i] == '\n':
			return "", false
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteString(map[byte]string{'\\': "\\", '"': "\"", 'n': "\n"}[s[i]])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", false
}

func FuzzLabel(f *testing.F) {
	for _, s := range []string{"", `\`, `"`, "\n", `\"`, "\\n", "\xff\xfe", "be_api", "a\\\nb\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := string(appendLabel(nil, "l", s))
		value, ok := unescapeLabel(strings.TrimPrefix(text, `l="`))
		if !ok || value != strings.ToValidUTF8(s, "") && value != repair(s) {
			t.Fatalf("%q became %s, read as %q", s, text, value)
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%q is not UTF-8", text)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{"", `\`, `"`, "\n", "\x00", "\x7f", "\xff", "\u2028", "日本"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal(appendJSON(nil, s), &back); err != nil || back != repair(s) {
			t.Fatalf("%q came back as %q: %v", s, back, err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a", ",", `"`, "\n", "\x1b", "a\"\"b", " x "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line := append(appendCSV(nil, s), ",end\n"...)
		fields, err := csv.NewReader(strings.NewReader(string(line))).Read()
		if err != nil || len(fields) != 2 || fields[1] != "end" {
			t.Fatalf("%q broke its line: %q, %v", s, fields, err)
		}
	})
}

// repair puts the replacement character in the place of each byte that is not UTF-8.
func repair(s string) string { return string([]rune(s)) }
