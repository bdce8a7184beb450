package usage

import (
	"strings"
	"testing"
)

func catalogOf(t testing.TB, lines ...string) *Catalog {
	t.Helper()
	c := &Catalog{}
	for _, line := range lines {
		method, path, _ := strings.Cut(line, " ")
		tpl, err := ParseTemplate(method, path)
		if err == nil {
			err = c.Add(&Operation{ID: line, Template: tpl})
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return c
}

func TestMatch(t *testing.T) {
	c := catalogOf(t, "GET /", "GET /users", "GET /users/{id}", "POST /users/{id}", "GET /users/me", "GET /users/{id}/orders/{n}",
		"* /static/{path...}", "GET /files/{name}.json", "GET /files/{name}", "GET /v1:{verb}", "DELETE /static/lock")
	cases := []struct{ method, path, want string }{
		{"GET", "/", "GET /"},
		{"GET", "/users", "GET /users"},
		{"GET", "/users/", "GET /users"},
		{"GET", "/users/7", "GET /users/{id}"},
		{"POST", "/users/7", "POST /users/{id}"},
		{"POST", "/users/me", "POST /users/{id}"},
		{"GET", "/users/me", "GET /users/me"},
		{"GET", "/users/me/orders/3", "GET /users/{id}/orders/{n}"},
		{"PUT", "/users/7", ""},
		{"get", "/users/7", ""},
		{"PATCH", "/static/a/b/c", "* /static/{path...}"},
		{"DELETE", "/static/lock", "DELETE /static/lock"},
		{"GET", "/static/lock", "* /static/{path...}"},
		{"GET", "/files/a.json", "GET /files/{name}.json"},
		{"GET", "/files/.json", "GET /files/{name}"},
		{"GET", "/files/a.txt", "GET /files/{name}"},
		{"GET", "/v1:run", "GET /v1:{verb}"},
		{"GET", "/nothing", ""},
		{"GET", "//users", ""},
		{"GET", "", ""},
		{"OPTIONS", "*", ""},
	}
	for _, x := range cases {
		got := ""
		if o := c.Match([]byte(x.method), []byte(x.path)); o != nil {
			got = o.ID
		}
		if got != x.want {
			t.Errorf("%s %s is %q, want %q", x.method, x.path, got, x.want)
		}
	}
}

func TestBadTemplates(t *testing.T) {
	for _, line := range []string{
		"GET users", "G T /x", " /x", "GET /{}", "GET /{a", "GET /a}", "GET /{a}{b}", "GET /{a...}/b", "GET /x?y=1", "GET /\x01", "** /x",
		"GET /" + strings.Repeat("a", 200),
	} {
		i := strings.LastIndex(line, " /")
		if i < 0 {
			i = 3
		}
		if _, err := ParseTemplate(line[:i], line[i+1:]); err == nil {
			t.Errorf("%q is a template", line)
		}
	}
	c := catalogOf(t, "GET /users/{id}")
	tpl, _ := ParseTemplate("GET", "/users/{name}")
	if c.Add(&Operation{ID: "again", Template: tpl}) == nil {
		t.Error("two operations have the same template")
	}
}

// Matching allocates nothing, and no path makes it take long.
func TestMatchIsBounded(t *testing.T) {
	var lines []string
	for _, end := range []string{"x", "y", "z"} {
		lines = append(lines, "GET"+" "+strings.Repeat("/a", 20)+"/"+end, "GET "+strings.Repeat("/{p}", 20)+"/"+end+end)
	}
	c := catalogOf(t, lines...)
	path := []byte(strings.Repeat("/a", 30))
	if n := testing.AllocsPerRun(10, func() { c.Match([]byte("GET"), path) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("/users/{id}", "/users/1")
	f.Add("/a/{b...}", "/a/b/c")
	f.Add("/f/{n}.x", "/f/.x")
	f.Fuzz(func(t *testing.T, template, path string) {
		tpl, err := ParseTemplate("GET", template)
		if err != nil {
			return
		}
		c := &Catalog{}
		if err := c.Add(&Operation{ID: "o", Template: tpl}); err != nil {
			t.Fatal(err)
		}
		c.Match([]byte("GET"), []byte(path))
		if !strings.Contains(template, "//") && c.Match([]byte("GET"), []byte(template)) == nil {
			t.Errorf("%s does not match itself", template)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	c := catalogOf(b, "GET /users/{id}", "GET /users/{id}/orders/{n}", "GET /orders", "POST /orders", "GET /search")
	method, path := []byte("GET"), []byte("/users/123456/orders/7")
	b.ReportAllocs()
	for range b.N {
		c.Match(method, path)
	}
}
