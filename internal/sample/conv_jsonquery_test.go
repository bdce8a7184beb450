package sample

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestJSONPathErrors(t *testing.T) {
	for _, p := range []string{"", "a", "$.", "$a", "$[", "$[x]", "$[-1]", "$.a[", "$..a", "$[0]x"} {
		if _, err := parseJSONPath(p); err == nil {
			t.Errorf("%q is taken for a path", p)
		}
	}
}

// TestJSONDepth checks that depth costs neither stack nor more than one pass.
func TestJSONDepth(t *testing.T) {
	deep := strings.Repeat("[", 1<<20)
	if _, ok := findJSON([]byte(`{"a":`+deep+`,"b":1}`), []jsonStep{{"b", -1}}); ok {
		t.Error("found a member behind a value without end")
	}
	raw, ok := findJSON([]byte(`{"a":`+deep+strings.Repeat("]", 1<<20)+`,"b":1}`), []jsonStep{{"b", -1}})
	if !ok || string(raw) != "1" {
		t.Errorf("found %q, %v", raw, ok)
	}
}

// FuzzJSONQuery checks that what is found in valid JSON is valid JSON.
func FuzzJSONQuery(f *testing.F) {
	for _, s := range []string{`{"a":{"b":[1,2]},"c":"x\"}"}`, `[1, [2, {"a":null}]]`, `{"a":"\u00e9\ud83d\ude00"}`, `"x"`, ` {"" : -1.5e3}`} {
		f.Add(s, "$.a.b[1]")
		f.Add(s, "$.c")
		f.Add(s, "$[1][0]")
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		steps, err := parseJSONPath(path)
		if err != nil {
			return
		}
		raw, ok := findJSON([]byte(doc), steps)
		if !ok {
			return
		}
		jsonValue(&Ctx{}, raw, false)
		if json.Valid([]byte(doc)) && !json.Valid(raw) {
			t.Fatalf("%q has %q at %s", doc, raw, path)
		}
	})
}
