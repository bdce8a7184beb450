package conf

import (
	"fmt"
	"time"
)

var exampleDelay = Scalar(Spec{
	Name: "delay", In: Proxies, Usage: "delay <time>", Help: "A delay.",
}, Time(time.Millisecond))

// A directive is declared once; its key reads the value that holds in a section.
func ExampleScalar() {
	f, d := Load([]Source{{"gw.cfg", []byte(`
defaults
    delay 5s
frontend web
    delay 250
backend api
`)}}, NewEnv(nil))
	fmt.Println(d.Failed())
	for s := range f.Each("frontend", "backend") {
		fmt.Println(s.Name, exampleDelay.Or(s.Bag, 0), exampleDelay.At(s.Bag))
	}
	// Output:
	// false
	// web 250ms gw.cfg:5
	// api 5s gw.cfg:3
}

// The Runtime API reads options of servers without a file.
func ExampleParseOptions() {
	s := &Section{Kind: "backend", Name: "api"}
	options, err := ParseOptions(s, ServerLine, []string{"check", "weight", "7"}, nil)
	fmt.Println(testCheck.Or(options, false), testWeight.Or(options, 1), err)
	_, err = ParseOptions(s, ServerLine, []string{"wieght", "7"}, nil)
	fmt.Println(err)
	// Output:
	// true 7 <nil>
	// unknown keyword 'wieght'; did you mean 'weight' maybe ?
}

func ExampleEvaluate() {
	ok, err := Evaluate(`version_atleast(3.0) && feature(OPENSSL)`, NewEnv(nil))
	fmt.Println(ok, err)
	_, err = Evaluate(`maybe`, NewEnv(nil))
	fmt.Println(err)
	// Output:
	// true <nil>
	// unparsable conditional expression 'maybe'
}
