package rule

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// mark is an action that says in the owner that it ran.
type mark struct {
	verdict Verdict
	text    *sample.Format
}

func (m *mark) Run(_ *netio.Task, cx *sample.Ctx) Verdict {
	log := cx.Owner.(*[]byte)
	*log = m.text.Append(*log, cx)
	return m.verdict
}

func parseMark(v Verdict) func(*Parser) (Action, error) {
	return func(p *Parser) (Action, error) {
		f, err := p.Format("<text>")
		return &mark{v, f}, err
	}
}

func init() {
	Register(
		Spec{Name: "mark", In: HTTP | TCPContent, Usage: "mark <text>", Parse: parseMark(Continue)},
		Spec{Name: "stop", In: HTTP, Usage: "stop <text>", Final: true, Parse: parseMark(Stop)},
		Spec{Name: "refuse", In: HTTPRequest, Usage: "refuse <text>", Final: true, Parse: parseMark(Deny)},
		Spec{Name: "keep", In: HTTPRequest, Args: true, Usage: "keep(<var>) <expr>", Parse: parseKeep},
		Spec{Name: "slot", In: HTTPRequest, Prefix: true, Usage: "slot<n>", Parse: func(p *Parser) (Action, error) {
			if p.Name != "slot7" || p.Args != "" {
				return nil, errors.New("the slot is not 7")
			}
			return Func(func(*netio.Task, *sample.Ctx) Verdict { return Continue }), nil
		}},
		Spec{Name: "answer", In: HTTPRequest, Usage: "answer", Parse: func(p *Parser) (Action, error) {
			_, err := p.Reply(200, false)
			return nil, err
		}},
		Spec{Name: "page", In: HTTPRequest, Usage: "page", Parse: func(p *Parser) (Action, error) {
			_, err := p.Reply(403, true)
			return nil, err
		}},
	)
}

// parseKeep stores an expression in a variable.
func parseKeep(p *Parser) (Action, error) {
	v, err := sample.ParseVar(p.Args)
	if err != nil {
		return nil, err
	}
	e, err := p.Expr()
	if err != nil {
		return nil, err
	}
	return Func(func(_ *netio.Task, cx *sample.Ctx) Verdict {
		if val, ok := e.Eval(cx); ok {
			v.Set(cx, val)
		}
		return Continue
	}), nil
}

func testEnv() *sample.Env {
	return &sample.Env{
		At: sample.AtHTTPReq, Proxy: "frontend 'f'",
		Errorfiles: func(section string, status int) ([]byte, error) {
			switch {
			case section != "mine":
				return nil, fmt.Errorf("unknown http-errors section '%s' referenced by an http reply", section)
			case status == 404:
				return []byte("HTTP/1.1 404 Lost\r\ncontent-length: 0\r\n\r\n"), nil
			}
			return nil, nil
		},
		ReadFile: func(name string) ([]byte, error) {
			switch name {
			case "page.http":
				return []byte("HTTP/1.0 503 Busy\r\nContent-Type: text/plain\r\n\r\nbusy"), nil
			case "bad.http":
				return []byte("not a response"), nil
			case "empty.http":
				return nil, nil
			case "body.txt":
				return []byte("from a file"), nil
			}
			return nil, errors.New("no such file")
		},
	}
}

// rules compiles one rule a line.
func rules(t testing.TB, text string) (list []*Rule) {
	t.Helper()
	for line := range strings.SplitSeq(text, ";") {
		r, err := Parse(HTTPRequest, strings.Fields(line), testEnv())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// TestRun checks the order of rules, and that the first final verdict ends it.
func TestRun(t *testing.T) {
	for _, tc := range []struct {
		name, defaults, own string
		log                 string
		verdict             Verdict
		decided             string
	}{
		{"all", "mark a", "mark b; mark c", "abc", Continue, ""},
		{"stop", "mark a", "mark b; stop c; mark d", "abc", Stop, "stop c"},
		{"stop in defaults", "stop a", "refuse b", "a", Stop, "stop a"},
		{"condition", "mark a if FALSE", "mark b unless FALSE; refuse c if FALSE; mark d", "bd", Continue, ""},
		{"deny", "mark a", "refuse b if TRUE; mark c", "ab", Deny, "refuse b if TRUE"},
		{"variable", "keep(txn.x) str(a) upper", "mark %[var(txn.x)]; slot7", "A", Continue, ""},
	} {
		s := &Ruleset{Defaults: rules(t, tc.defaults), Rules: rules(t, tc.own)}
		var log []byte
		cx := &sample.Ctx{Owner: &log}
		cx.UseVars(sample.TxnScope, new(sample.Vars))
		v, r := s.Run(nil, cx)
		decided := ""
		if r != nil {
			decided = r.String()
		}
		if string(log) != tc.log || v != tc.verdict || decided != tc.decided {
			t.Errorf("%s: did %q, verdict %d by %q; want %q, %d by %q", tc.name, log, v, decided, tc.log, tc.verdict, tc.decided)
		}
	}
}

func TestRunNothing(t *testing.T) {
	var s *Ruleset
	if v, r := s.Run(nil, &sample.Ctx{}); v != Continue || r != nil || !s.Empty() {
		t.Errorf("no rules decide %d", v)
	}
}

func TestEndless(t *testing.T) {
	for line, want := range map[string]bool{"stop a": true, "stop a if TRUE": false, "mark a": false} {
		if got := rules(t, line)[0].Endless(); got != want {
			t.Errorf("%s: endless = %v", line, got)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tc := range []struct {
		set        Set
		rule, want string
	}{
		{HTTPAfter, "", "'http-after-response' expects 'mark', 'stop', 'strict-mode', but got '' (missing argument)"},
		{HTTPAfter, "foo if TRUE", "'http-after-response' expects 'mark', 'stop', 'strict-mode', but got 'foo'"},
		{HTTPAfter, "marc x", "'http-after-response' expects 'mark', 'stop', 'strict-mode', but got 'marc'. Did you mean 'mark' maybe ?"},
		{HTTPRequest, "keep str(a)", "invalid or incomplete action 'keep'. Expects 'keep(<var>) <expr>'"},
		{HTTPRequest, "keep(txn.x str(a)", "invalid or incomplete action 'keep(txn.x'. Expects 'keep(<var>) <expr>'"},
		{HTTPRequest, "mark(x) a", "invalid or incomplete action 'mark(x)'. Expects 'mark <text>'"},
		{HTTPRequest, "slot8", "error detected in frontend 'f' while parsing 'http-request slot8' rule : the slot is not 7"},
		{HTTPRequest, "mark", "error detected in frontend 'f' while parsing 'http-request mark' rule : 'mark' expects <text> as argument"},
		{HTTPRequest, "mark %[foo]", "error detected in frontend 'f' while parsing 'http-request mark' rule : failed to parse sample expression <foo]> : unknown fetch method 'foo'"},
		{HTTPRequest, "keep(txn.x) foo(1)", "error detected in frontend 'f' while parsing 'http-request keep(txn.x)' rule : unknown fetch method 'foo'"},
		{HTTPRequest, "mark a b", "'http-request mark' expects either 'if' or 'unless' followed by a condition but found 'b'"},
		{HTTPRequest, "mark a if", "error detected while parsing an 'http-request mark' condition : missing ACL in condition, at the end of 'if'"},
		{HTTPRequest, "mark a if x", "error detected while parsing an 'http-request mark' condition : no such ACL : 'x'"},
		{TCPContent, "mark a if x", "error detected while parsing a 'tcp-request content mark' condition : no such ACL : 'x'"},
	} {
		_, err := Parse(tc.set, strings.Fields(tc.rule), testEnv())
		if err == nil || strings.TrimSuffix(err.Error(), ".") != tc.want {
			t.Errorf("%s: error\n  %v\nwant\n  %s", tc.rule, err, tc.want)
		}
	}
}

// FuzzParse checks that a rule's text compiles to a rule with the same text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"mark a if TRUE", "keep(txn.x) str(a),lower upper unless { int(1) 1 } || FALSE", "answer status 200 content-type a string b hdr c d",
		"page deny_status 429 if !FALSE", "slot7", "answer errorfile page.http",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		r, err := Parse(HTTPRequest, strings.Fields(src), testEnv())
		if err != nil || strings.ContainsAny(src, `\'"#`) {
			return // quoting belongs to the lexer
		}
		again, err := Parse(HTTPRequest, strings.Fields(r.String()), testEnv())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q is printed as %q, which gives %v, %v", src, r, again, err)
		}
	})
}

// TestRunAllocs checks that asking rules allocates nothing.
func TestRunAllocs(t *testing.T) {
	s := &Ruleset{Rules: rules(t, "keep(txn.x) str(ABC),lower; mark %[var(txn.x)] if { str(a) -m beg a } ; mark b if FALSE; refuse c unless TRUE; stop d")}
	log := make([]byte, 0, 64)
	cx := &sample.Ctx{Owner: &log}
	cx.UseVars(sample.TxnScope, new(sample.Vars))
	if n := testing.AllocsPerRun(100, func() { log = log[:0]; s.Run(nil, cx) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestStrictMode checks that failures are fatal at first, and passed over behind strict-mode off.
func TestStrictMode(t *testing.T) {
	for _, tc := range []struct {
		verdicts []Verdict
		want     Verdict
	}{
		{[]Verdict{Continue, Failed, Deny}, Failed},
		{[]Verdict{Relax, Failed, Deny}, Deny},
		{[]Verdict{Relax, Stricten, Failed, Deny}, Failed},
		{[]Verdict{Relax, Failed}, Continue},
	} {
		rs := &Ruleset{}
		for _, v := range tc.verdicts {
			rs.Rules = append(rs.Rules, &Rule{Action: strictness(v)})
		}
		if got, _ := rs.Run(nil, new(sample.Ctx)); got != tc.want {
			t.Errorf("%v: %v, want %v", tc.verdicts, got, tc.want)
		}
	}
}
