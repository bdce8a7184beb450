package conf

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func ExampleDiagnostics() {
	var d Diagnostics
	d.Noticef("Automatically setting global.maxconn to %d.", 9986)
	d.Alertf("Proxy '%s': unable to find required default_backend: '%s'.", "f", "nope")
	d.Warningf("%s", "missing timeouts for proxy 'l'.\n   | While not properly invalid,\n   | ...")
	fmt.Printf("%s", d.Append(nil, Banner{42, "3.5.0", "/usr/bin/metergate"}, false))
	// Output:
	// [NOTICE]   (42) : Automatically setting global.maxconn to 9986.
	// [NOTICE]   (42) : haproxy version is 3.5.0
	// [NOTICE]   (42) : path to executable is /usr/bin/metergate
	// [ALERT]    (42) : Proxy 'f': unable to find required default_backend: 'nope'.
	// [WARNING]  (42) : missing timeouts for proxy 'l'.
	//    | While not properly invalid,
	//    | ...
}

func TestDiagnosticsCount(t *testing.T) {
	_, d := load("global\n nokqueue\n.warning w\n.diag d\n")
	if d.Failed() || d.Count(Warning) != 1 || d.Count(Diag) != 2 {
		t.Errorf("failed %v, warnings %d, diags %d", d.Failed(), d.Count(Warning), d.Count(Diag))
	}
	var b bytes.Buffer
	if err := d.Print(&b, Banner{PID: 1}, true); err != nil {
		t.Fatal(err)
	}
	if want := "[DIAG]     (1) : config : parsing [t.cfg:2] : 'nokqueue' has no effect here.\n"; !bytes.Contains(b.Bytes(), []byte(want)) {
		t.Errorf("%q is missing in:\n%s", want, &b)
	}
}

// What was printed is not printed again, and the banner comes once.
func TestPrintGoesOn(t *testing.T) {
	_, d := load("global\n nokqueue\n")
	var out bytes.Buffer
	for _, text := range []string{"", "one", "", "two"} {
		if text != "" {
			d.Warningf("%s", text)
		}
		if err := d.Print(&out, Banner{7, "3.5.0", "/x"}, false); err != nil {
			t.Fatal(err)
		}
	}
	want := `[NOTICE]   (7) : haproxy version is 3.5.0
[NOTICE]   (7) : path to executable is /x
[WARNING]  (7) : one
[WARNING]  (7) : two
`
	if out.String() != want {
		t.Errorf("got:\n%swant:\n%s", &out, want)
	}
}

func TestNothingToSayIsSilent(t *testing.T) {
	_, d := load("global\n nokqueue\n")
	if out := d.Append(nil, Banner{PID: 1}, false); len(out) > 0 {
		t.Errorf("printed %q", out)
	}
}

func TestFaultsKeepTheirShape(t *testing.T) {
	base := errors.New("x")
	err := fmt.Errorf("wrapped: %w", Shaped(Tight, Abort(base)))
	var f *Fault
	if !errors.As(err, &f) || f.Shape != Tight || !f.Abort || !errors.Is(err, f) {
		t.Errorf("got %#v", f)
	}
	if Abort(nil) != nil {
		t.Error("no error became a fault")
	}
}
