package usage

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// An api is a made-up API: templates, and paths that have them.
type api struct {
	rnd       *rand.Rand
	templates []string // with marks such as {uuid}
}

var nouns = strings.Fields("users orders invoices products carts payments refunds shipments reviews teams projects tasks comments files " +
	"folders reports events tickets messages accounts plans coupons devices sessions webhooks keys")

// newAPI makes n templates of the forms that APIs have.
func newAPI(seed uint64, n int) *api {
	a := &api{rnd: rand.New(rand.NewPCG(seed, 1))}
	for _, noun := range nouns {
		for _, form := range []string{
			"/api/v1/%s", "/api/v1/%s/{number}", "/api/v1/%s/{number}/history", "/api/v2/%s/{uuid}", "/api/v2/%s/{uuid}/items/{number}",
			"/blog/%s/{slug}", "/shop/%s/{words}/details", "/stats/%s/{date}", "/me/%s", "/objects/%s/{hex}/raw",
		} {
			if len(a.templates) < n {
				a.templates = append(a.templates, fmt.Sprintf(form, noun))
			}
		}
	}
	return a
}

var words = strings.Fields("amber basalt cedar delta ember fjord grove harbor indigo juniper kestrel lagoon meadow nectar oasis prairie " +
	"quartz raven sable timber umber valley willow xenon yarrow zephyr")

// path returns a path of a template.
func (a *api) path(template string) string {
	r := a.rnd
	return strings.NewReplacer(
		"{number}", fmt.Sprint(r.IntN(1e6)),
		"{uuid}", fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Uint64()>>16),
		"{slug}", fmt.Sprintf("%s-%s-and-%s", words[r.IntN(26)], words[r.IntN(26)], words[r.IntN(26)]),
		"{words}", words[r.IntN(26)]+words[r.IntN(26)],
		"{date}", fmt.Sprintf("20%02d-%02d-%02d", r.IntN(30), 1+r.IntN(12), 1+r.IntN(28)),
		"{hex}", fmt.Sprintf("%x7", r.Uint64()|1<<63),
	).Replace(template)
}

// manyPaths is how many paths are learnt from; a million take a while.
var manyPaths = flag.Int("paths", 300_000, "how many paths TestLearningAnAPI learns from")

// TestLearningAnAPI: 200 templates and -paths paths with identifiers of all kinds. At least 95 of 100 paths get the
// name of their own template, those counted that came before it was known; and at no time more names are known than the
// budget allows.
func TestLearningAnAPI(t *testing.T) {
	const budget = 250
	a, n := newAPI(1, 200), *manyPaths
	c := &Catalog{Learner: NewLearner(budget)}
	named := map[string]map[string]int{} // template -> name -> paths
	for range n {
		template := a.templates[a.rnd.IntN(len(a.templates))]
		path := a.path(template)
		name := ""
		if o := c.Match([]byte("GET"), []byte(path)); o != nil {
			name = o.ID
		} else if c.Learner.Observe("GET", path) {
			c.Publish()
			if len(c.Learned()) > budget {
				t.Fatalf("%d templates are known", len(c.Learned()))
			}
		}
		if named[template] == nil {
			named[template] = map[string]int{}
		}
		named[template][name]++
	}
	right, taken := 0, map[string]bool{}
	for _, template := range a.templates {
		best, most := "", 0
		for name, k := range named[template] {
			if k > most && name != "" && !taken[name] {
				best, most = name, k
			}
		}
		taken[best] = true
		right += most
	}
	t.Logf("%.2f %% right, %d names", float64(right)*100/float64(n), len(c.Learned()))
	if right*100 < 95*n {
		t.Errorf("%d of %d paths got a name of their own template; %d names are known", right, n, len(c.Learned()))
	}

	again := NewLearner(budget)
	if err := again.Load(c.Learner.AppendState(nil)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(again.AppendState(nil), c.Learner.AppendState(nil)) {
		t.Error("after a restart other templates are known")
	}
	next := &Catalog{Learner: again}
	next.Publish()
	for range 10_000 {
		path := []byte(a.path(a.templates[a.rnd.IntN(len(a.templates))]))
		x, y := c.Match([]byte("GET"), path), next.Match([]byte("GET"), path)
		if (x == nil) != (y == nil) || x != nil && x.ID != y.ID {
			t.Fatalf("%s is %v, and %v after a restart", path, x, y)
		}
	}
}

// TestLearnerKeepsItsBudget whatever is asked for.
func TestLearnerKeepsItsBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		budget := rapid.IntRange(1, 20).Draw(t, "budget")
		l := NewLearner(budget)
		segment := rapid.SampledFrom([]string{"a", "b", "c", "x-1", "foo-bar-baz", "12", "2026-11-22", "deadbeef01", "v1", "", "%ff"})
		for range rapid.IntRange(0, 300).Draw(t, "requests") {
			path := "/" + strings.Join(rapid.SliceOfN(segment, 1, 4).Draw(t, "path"), "/") + rapid.StringMatching(`(/[a-z]{1,2})?`).Draw(t, "end")
			for range enough {
				l.Observe("GET", path)
			}
			if n := len(l.Templates()); n > budget || n > l.known {
				t.Fatalf("%d templates of %d, %d counted", n, budget, l.known)
			}
		}
		again := NewLearner(budget)
		if err := again.Load(l.AppendState(nil)); err != nil {
			t.Fatalf("cannot load %q: %v", l.AppendState(nil), err)
		}
		if a, b := string(l.AppendState(nil)), string(again.AppendState(nil)); a != b {
			t.Fatalf("learned\n%s\nafter a restart\n%s", a, b)
		}
	})
}

func TestShapes(t *testing.T) {
	cases := []struct {
		want  shape
		texts string
	}{
		{shapeWord, "users sign-up v1 v2.1 oauth2 s3 me search wp-admin k8s index.html forgot-password"},
		{shapeNumber, "0 12345 3.14 20261122"},
		{shapeUUID, "123e4567-e89b-12d3-a456-426614174000 123E4567-E89B-12D3-A456-426614174000"},
		{shapeDate, "2026-11-22 2026-11 2026-11-22T14:00:00Z"},
		{shapeHex, "deadbeef01 507f1f77bcf86cd799439011"},
		{shapeID, "user42 a@b.example 01ARZ3NDEKTSV4RRFFQ69G5FAV dGhpc0lzQmFzZTY0RGF0YQ %41%42 x=1"},
		{shapeSlug, "my-first-post item-1 a_b_c overwhelmingly-long"},
	}
	for _, c := range cases {
		for _, s := range strings.Fields(c.texts) {
			if got := shapeOf(s); got != c.want {
				t.Errorf("%s is %s, want %s", s, shapeNames[got], shapeNames[c.want])
			}
		}
	}
}

// What a learner takes in, it writes so that another takes in the same.
func FuzzLearnerState(f *testing.F) {
	f.Add("operation 'GET /users/{id}' GET /users/{id}\n")
	f.Add("operation 'x' GET /a/{b...}\n\noperation 'GET /f/{n}.x' GET /f/{n}.x\n")
	f.Add("operation x")
	f.Fuzz(func(t *testing.T, text string) {
		l, again := NewLearner(20), NewLearner(20)
		if l.Load([]byte(text)) != nil {
			return
		}
		state := l.AppendState(nil)
		if err := again.Load(state); err != nil {
			t.Fatalf("%v in %q", err, state)
		}
		if got := again.AppendState(nil); string(got) != string(state) {
			t.Errorf("%q, then %q", state, got)
		}
	})
}

func FuzzLearner(f *testing.F) {
	f.Add("GET", "/users/12\n/users/me\n/blog/a-b-c")
	f.Add("P", "//\n/%00/é/{id}\n/\n")
	f.Fuzz(func(t *testing.T, method, paths string) {
		c := &Catalog{Learner: NewLearner(5)}
		for p := range strings.Lines(paths) {
			for range enough {
				c.Learner.Observe(method, strings.TrimSuffix(p, "\n"))
			}
		}
		c.Publish()
		if n := len(c.Learned()); n > 5 {
			t.Errorf("%d templates", n)
		}
	})
}
