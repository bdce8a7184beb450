package sample

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// patternsOf makes patterns in the order of the words.
func patternsOf(words []string) []*Pattern {
	list := make([]*Pattern, len(words))
	for i, w := range words {
		list[i] = &Pattern{Text: w, seq: uint64(i)}
	}
	return list
}

// testList makes a list of keys with values, searched by a method.
func testList(t testing.TB, method string, pairs ...string) (*List, *listView) {
	t.Helper()
	l := &List{Values: true}
	v, err := l.view(method, patternOpts{env: &Env{}}, Str)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if err := l.Add(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return l, v
}

// valueOf gives what a map has for a text, "-" without.
func valueOf(v *listView, s string) string {
	cx := &Ctx{}
	val, ok := StringOf(s).Cast(cx, v.method.in)
	if !ok {
		return "-"
	}
	if p := v.find(cx, val); p != nil {
		return p.Value()
	}
	return "-"
}

func TestWhichPatternIsPreferred(t *testing.T) {
	for _, c := range []struct {
		method, value, want string
		pairs               []string
	}{
		{"str", "a", "1", []string{"a", "1", "a", "2"}},
		{"beg", "/api/v1/x", "long", []string{"/", "short", "/api/v1", "long", "/api", "mid"}},
		{"beg", "/x", "short", []string{"/", "short", "/api/v1", "long"}},
		{"end", "a.example.com", "first", []string{"com", "first", "example.com", "second"}},
		{"sub", "abc", "first", []string{"c", "first", "abc", "second"}},
		{"dom", "www.example.com", "second", []string{"exam", "first", "example", "second"}},
		{"ip", "10.1.2.3", "near", []string{"10.0.0.0/8", "far", "10.1.0.0/16", "near"}},
		{"ip", "::ffff:10.1.2.3", "near", []string{"10.0.0.0/8", "far", "10.1.0.0/16", "near"}},
		{"int", "7", "first", []string{"5:9", "first", "7", "second"}},
		{"int", "12", "-", []string{"5:9", "first", "7", "second"}},
		{"reg", "abc", "first", []string{"^a", "first", "abc", "second"}},
		{"len", "abc", "three", []string{"2", "two", "3", "three"}},
	} {
		_, v := testList(t, c.method, c.pairs...)
		if got := valueOf(v, c.value); got != c.want {
			t.Errorf("map_%s of %s: %s, want %s", c.method, c.value, got, c.want)
		}
	}
}

// A pattern that goes uncovers the one that it hid.
func TestRemovedPatternsAreNotFound(t *testing.T) {
	for _, c := range []struct {
		method, value, gone, want string
		pairs                     []string
	}{
		{"beg", "/api/v1/x", "/api/v1", "mid", []string{"/", "short", "/api/v1", "long", "/api", "mid"}},
		{"ip", "10.1.2.3", "10.1.0.0/16", "far", []string{"10.0.0.0/8", "far", "10.1.0.0/16", "near"}},
		{"int", "7", "5:9", "second", []string{"5:9", "first", "7", "second"}},
		{"str", "a", "a", "-", []string{"a", "1", "a", "2"}},
	} {
		l, v := testList(t, c.method, c.pairs...)
		if err := l.Remove(c.gone); err != nil {
			t.Fatal(err)
		}
		if got := valueOf(v, c.value); got != c.want {
			t.Errorf("map_%s of %s without %s: %s, want %s", c.method, c.value, c.gone, got, c.want)
		}
	}
}

func TestVersions(t *testing.T) {
	l, v := testList(t, "str", "a", "old")
	n := l.Prepare()
	if err := l.AddTo(n, "a", "new"); err != nil {
		t.Fatal(err)
	}
	if got := valueOf(v, "a"); got != "old" {
		t.Errorf("before the commit: %s", got)
	}
	if err := l.Commit(n); err != nil {
		t.Fatal(err)
	}
	if got := valueOf(v, "a"); got != "new" {
		t.Errorf("after the commit: %s", got)
	}
	if err := l.Commit(n + 1); err != ErrNoVersion {
		t.Errorf("a version that was not prepared: %v", err)
	}
	if err := l.Clear(n); err != nil || valueOf(v, "a") != "-" {
		t.Errorf("after clear: %s, %v", valueOf(v, "a"), err)
	}
}

// TestListAgainstModel changes a list and a map of texts in the same ways, and compares.
func TestListAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l, v := testList(t, "str")
		model := map[string]string{}
		for range rapid.IntRange(1, 200).Draw(rt, "steps") {
			k := fmt.Sprint(rapid.IntRange(0, 20).Draw(rt, "key"))
			value := fmt.Sprint(rapid.Int().Draw(rt, "value"))
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				l.Remove(k)
				delete(model, k)
			case 1:
				l.Clear(0)
				clear(model)
			default:
				if err := l.Put(k, value); err != nil {
					rt.Fatal(err)
				}
				model[k] = value
			}
			for i := range 21 {
				k := fmt.Sprint(i)
				want, ok := model[k]
				if !ok {
					want = "-"
				}
				if got := valueOf(v, k); got != want {
					rt.Fatalf("%s: %s, want %s", k, got, want)
				}
			}
		}
	})
}

// Changes and searches may come from anywhere at once.
func TestListUnderChange(t *testing.T) {
	l, v := testList(t, "beg", "/", "root")
	var wg sync.WaitGroup
	for g := range 3 {
		wg.Go(func() {
			for i := range 500 {
				k := fmt.Sprintf("/%d/%d", g, i)
				if err := l.Add(k, k); err != nil {
					t.Error(err)
				}
				if got := valueOf(v, k+"/x"); got != k {
					t.Errorf("%s: %s", k, got)
				}
				if i%2 == 0 {
					l.Remove(k)
				}
			}
		})
	}
	wg.Wait()
	if l.Len() != 751 {
		t.Errorf("%d patterns, want 751", l.Len())
	}
}

func TestValuesMustFit(t *testing.T) {
	l := &List{Values: true, File: "f"}
	if _, err := l.view("str", patternOpts{}, Int); err != nil {
		t.Fatal(err)
	}
	if err := l.Add("a", "x"); err == nil || !strings.Contains(err.Error(), "'x'") {
		t.Errorf("a text in a map of integers: %v", err)
	}
	if err := l.Add("a", "0x10"); err != nil {
		t.Error(err)
	}
}
