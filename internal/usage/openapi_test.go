package usage

import (
	"strings"
	"testing"
)

const petsYAML = `openapi: 3.0.3
servers:
  - url: https://api.example.com/v2/
paths:
  x-internal: {}
  /pets:
    summary: all pets
    get:
      operationId: listPets
      responses: &usual
        "200": {description: fine}
        4XX: {description: wrong}
  /pets/{petId}:
    parameters: []
    get:
      responses: *usual
    delete:
      responses:
        default: {description: whatever}
`

const petsJSON = `{
	"swagger": "2.0", "basePath": "/old",
	"paths": {
		"/pets/{id}": {"get": {"operationId": "get \ud83d\ude00 pet", "responses": {"200": {}}}}
	}
}`

func TestOpenAPI(t *testing.T) {
	all, err := OpenAPI("pets.yaml", []byte(petsYAML), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range all {
		got = append(got, o.ID+" = "+o.Template.String()+" at "+o.At)
	}
	want := "listPets = GET /v2/pets at pets.yaml:8\nGET /v2/pets/{petId} = GET /v2/pets/{petId} at pets.yaml:15\n" +
		"DELETE /v2/pets/{petId} = DELETE /v2/pets/{petId} at pets.yaml:17"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	for i, c := range []struct {
		status int
		want   [3]bool
	}{{200, [3]bool{true, true, true}}, {404, [3]bool{true, true, true}}, {500, [3]bool{false, false, true}}, {-1, [3]bool{false, false, true}}} {
		for j, o := range all {
			if got := o.Statuses.Allows(c.status); got != c.want[j] {
				t.Errorf("%d: %s allows %d: %v", i, o.ID, c.status, got)
			}
		}
	}
	all, err = OpenAPI("pets.json", []byte(petsJSON), "")
	if err != nil || len(all) != 1 || all[0].ID != "get 😀 pet" || all[0].Path != "/old/pets/{id}" || all[0].At != "pets.json:4" {
		t.Errorf("%v %v", all, err)
	}
	if all, err = OpenAPI("pets.json", []byte(petsJSON), "/new/"); err != nil || all[0].Path != "/new/pets/{id}" {
		t.Errorf("with a prefix: %v %v", all, err)
	}
}

func TestBadOpenAPI(t *testing.T) {
	cases := []struct{ text, want string }{
		{"", "d:1: the document is empty"},
		{"- a", "d:1: an OpenAPI document is an object"},
		{"a: b", "d:1: neither 'openapi'"},
		{"openapi: 1.2", "d:1: version '1.2'"},
		{"openapi: 3.1.0", "d:1: 'paths' is missing"},
		{"openapi: 3.1.0\npaths:\n  /a: 3", "d:3: the path '/a' is no object"},
		{"openapi: 3.1.0\npaths:\n  a:\n    get: {}", "d:3: the path 'a' does not begin"},
		{"openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        9000: {}", "d:6: '9000' is no status"},
		{"openapi: 3.1.0\npaths:\n  /{a:\n    get: {}", "d:3: the path '/{a'"},
		{"openapi: 3.1.0\n\tpaths: x", "d:2: yaml"},
		{"{\n\"openapi\": \"3.0.0\",\n\"paths\": {,}}", "d:3: invalid character"},
		{"{\"openapi\": \"3.0.0\"} x", "d:1: "},
		{"{\"openapi\": \"3.0.0\"", "d:1: "},
		{"openapi: 3.0.0\nservers: [{url: 'http://{x}/'}]\npaths: {}", "d:2: the URL of the first server"},
		{strings.Repeat("[", 1000), "d:1: "},
		{"{\"a\":" + strings.Repeat("[", 1000), "d:1: "},
	}
	for _, c := range cases {
		_, err := OpenAPI("d", []byte(c.text), "")
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %s", c.text, err, c.want)
		}
	}
}

func FuzzOpenAPI(f *testing.F) {
	f.Add([]byte(petsYAML))
	f.Add([]byte(petsJSON))
	f.Add([]byte("openapi: 3.0.0\npaths: &a\n  /x: *a\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := OpenAPI("d", text, "")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "d:") {
				t.Errorf("an error without its line: %v", err)
			}
			return
		}
		for _, o := range all {
			if o.ID == "" || len(o.ID) > MaxOperation {
				t.Errorf("the name %q", o.ID)
			}
		}
	})
}
