package sample_test

import (
	"fmt"
	"strings"

	"metergate/internal/sample"
)

// An expression is compiled once and evaluated for each request.
func ExampleParseExpr() {
	env := &sample.Env{At: sample.AtHTTPReq}
	e, _, err := sample.ParseExpr([]string{"str(/API/v1/users),lower,field(3,/)"}, env)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, ok := e.EvalAs(&sample.Ctx{}, sample.Str)
	fmt.Printf("%s %v\n", v.Bytes(), ok)
	// Output: v1 true
}

// Conditions join named ACLs and expressions in braces.
func ExampleParseCond() {
	env := &sample.Env{At: sample.AtHTTPReq, ACLs: new(sample.ACLs)}
	if err := env.ACLs.Add(strings.Fields("internal ipv4(10.1.2.3) 10.0.0.0/8 192.168.0.0/16"), env); err != nil {
		fmt.Println(err)
	}
	c, err := sample.ParseCond(strings.Fields("if internal !{ str(GET) -m str POST PUT }"), env)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c, "->", c.Holds(&sample.Ctx{}))
	// Output: if internal !{ str(GET) -m str POST PUT } -> true
}

// A format writes text with variables and expressions in it.
func ExampleFormat_Append() {
	f, err := sample.ParseFormat(`{"user":%{+json}[str(J. \"R\" Doe)],"n":%[int(4),add(3)]}`, &sample.Env{At: sample.AtLog})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n", f.Append(nil, &sample.Ctx{}))
	// Output: {"user":"J. \"R\" Doe","n":7}
}
