package conf

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

// The manual prints usage and help of what conf itself declares; it has them.
func TestOwnDirectivesAreDocumented(t *testing.T) {
	for d := range Directives() {
		switch {
		case d.In == 0:
			t.Errorf("%s may stand nowhere", d.Name)
		case d.Class == Refused && d.Reason == "":
			t.Errorf("%s is refused without a reason", d.Name)
		case d.Class == WithoutEffect && (d.Help == "" || !strings.HasPrefix(d.Usage, d.Name)):
			t.Errorf("%s: usage %q, help %q", d.Name, d.Usage, d.Help)
		}
	}
}

// A default is read as arguments of the directive are, and is what a section without it has.
func TestDefault(t *testing.T) {
	defer func(ds []*Directive) { registry["tune.pool-high-fd-ratio"] = ds }(registry["tune.pool-high-fd-ratio"])
	delete(registry, "tune.pool-high-fd-ratio")
	k := Scalar(Spec{Name: "tune.pool-high-fd-ratio", In: Global, Default: "5s"}, func(a *Args) (time.Duration, error) { return a.Duration(time.Millisecond) })
	f, _ := load("global\n")
	if got := k.In(f.Global.Bag); got != 5*time.Second {
		t.Errorf("without the directive it is %v", got)
	}
	f, _ = load("global\n tune.pool-high-fd-ratio 7s\n")
	if got := k.In(f.Global.Bag); got != 7*time.Second {
		t.Errorf("with the directive it is %v", got)
	}
	if got := k.d.Manual(); got != " Default: `5s`." {
		t.Errorf("the manual says %q", got)
	}
}

func TestSectionKinds(t *testing.T) {
	for _, k := range SectionKinds() {
		if k.Reason+k.Unused == "" && (k.Help == "" || k.In == 0 || len(k.In.Names()) == 0) {
			t.Errorf("section %s is not documented", k.Kind)
		}
	}
	f, d := load("program x\n what ever\nlisten l\n")
	if !d.Failed() || d.Count(Alert) != 1 || f.Find("listen", "l") == nil || f.Find("program", "x") != nil {
		t.Errorf("a refused section is reported with %d alerts", d.Count(Alert))
	}
	f, d = load("fcgi-app x\n what ever\nlisten l\n")
	if d.Failed() || d.Count(Diag) != 1 || f.Find("listen", "l") == nil {
		t.Errorf("a section that nothing can use is reported with %d remarks", d.Count(Diag))
	}
}

func TestTwiceDeclaredPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second declaration is taken")
		}
	}()
	Flag(Spec{Name: "maxconn", In: Frontend})
}

// What a package supports takes the place of what is refused here, in the
// places that it names.
func TestSupportedTakesOver(t *testing.T) {
	defer func(old []string, ds []*Directive) {
		superseded, registry["use-fcgi-app"] = old, ds
	}(superseded, registry["use-fcgi-app"])
	superseded = nil
	k := Scalar(Spec{Name: "use-fcgi-app", In: Defaults | Backend}, Text("a name"))
	if d, _ := named("use-fcgi-app", Backend); d != k.d {
		t.Errorf("use-fcgi-app is still %v", d.Class)
	}
	if got := Superseded(); len(got) != 1 || got[0] != "use-fcgi-app" {
		t.Errorf("superseded are %q", got)
	}
	Refuse("use-fcgi-app", Backend, "late")
	if d, _ := named("use-fcgi-app", Backend); d != k.d {
		t.Error("a refusal took over")
	}
}

func TestHints(t *testing.T) {
	known := []string{"backend", "bind", "check", "default_backend", "listen", "log", "maxconn", "ssl", "timeout"}
	for _, c := range []struct{ word, want string }{
		{"defualt_backend", "default_backend"}, {"listn", "listen"}, {"chek", "check"}, {"sssl", "ssl"}, {"maxcon", "maxconn"},
		{"bnid", "bind"}, {"timeuot", "timeout"}, {"Log", "log"}, {"foobar", ""}, {"x", ""}, {"", ""}, {"ab", ""},
	} {
		want := ""
		if c.want != "" {
			want = "; did you mean '" + c.want + "' maybe ?"
		}
		if got := didYouMean(c.word, known); got != want {
			t.Errorf("didYouMean(%q) = %q; want %q", c.word, got, want)
		}
	}
}

func TestDump(t *testing.T) {
	f := mustLoad(t, `global
    node "a b" # c
.if 1
    maxconn 5
.endif
frontend f
    bind "${NO-:80}"
defaults d
backend b from d
    no option http-keep-alive
    server s '127.0.0.1:80'   weight 7
global
    log "x\"y" ''
`)
	for _, c := range []struct {
		key    uint32
		golden string
	}{{0, "testdata/dump.txt"}, {1234, "testdata/dump_anonymous.txt"}} {
		var got bytes.Buffer
		if err := f.Dump(&got, c.key); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(c.golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(c.golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("got:\n%swant:\n%s", &got, want)
		}
		if c.key == 0 {
			mustLoad(t, got.String())
		}
	}
}
