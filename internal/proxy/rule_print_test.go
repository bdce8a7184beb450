package proxy

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"metergate/internal/conf"
	"metergate/internal/rule"
	"metergate/internal/sample"
)

// printedRules are uses of actions, by ruleset; WORD stands for an argument that may be anything, FMT for a log-format.
var printedRules = map[rule.Set][]string{
	rule.HTTPRequest: {
		"add-header WORD FMT", "set-header x FMT", "del-header x -m sub", "replace-header x WORD FMT", "replace-value x WORD FMT", "replace-path WORD FMT",
		"replace-pathq WORD FMT", "replace-uri WORD FMT", "set-path FMT", "set-pathq FMT", "set-query FMT", "set-uri FMT", "set-method FMT",
		"set-var(txn.a) str(WORD)", "set-var(txn.a,ifnotset) int(5),add(1)", "set-var-fmt(txn.a,ifempty) FMT", "unset-var(txn.a)", "set-log-level info", "set-nice 5",
		"deny", "deny status 403 content-type text/plain string WORD hdr x FMT", "deny deny_status 429 content-type a/b lf-string FMT", "return status 200 content-type a/b lf-string FMT hdr x FMT",
		"redirect location FMT code 302", "redirect prefix FMT drop-query set-cookie a=1", "redirect scheme https", "reject", "silent-drop", "tarpit status 500",
		"allow", "auth realm WORD", "normalize-uri path-merge-slashes", "normalize-uri query-sort-by-name", "early-hint link FMT", "pause 5ms", "set-src src",
		"set-timeout client 5s", "set-retries 3", "strict-mode on", "disable-l7-retry", "wait-for-body time 5s at-least 10k", "wait-for-handshake", "set-priority-class int(5)",
		"set-priority-offset int(-5)", "sc-inc-gpc0(0)", "sc-set-gpt0(1) 5", "sc-add-gpc(0,1) int(3)", "set-dst dst", "set-src-port int(5)",
	},
	rule.HTTPResponse: {"set-status 404 reason WORD", "add-header x FMT", "deny status 502", "set-var(res.a) status", "del-header x", "replace-header x WORD FMT", "allow"},
	rule.HTTPAfter:    {"set-header x FMT", "set-status 503", "set-var(txn.a) status", "strict-mode off", "del-header x -m beg"},
	rule.TCPContent:   {"accept", "reject", "set-var(txn.a) req.payload(0,4)", "set-log-level debug", "silent-drop", "set-dst dst"},
	rule.TCPConnection: {
		"accept", "reject", "expect-proxy layer4", "set-src src", "silent-drop rst-ttl 5", "set-var(sess.a) src",
	},
	rule.TCPSession:  {"accept", "reject", "set-var(sess.a) src,ipmask(24)"},
	rule.TCPResponse: {"accept", "reject", "close", "set-var(txn.a) int(1)"},
}

// printWords has the lexer of configurations read words.
var printWords = conf.List(conf.Spec{Name: "test-print", In: conf.Global}, conf.Words)

// lexed returns the words of a line as a configuration has them.
func lexed(t *rapid.T, line string) []string {
	file, d := conf.Load([]conf.Source{{Name: "t.cfg", Text: []byte("global\n test-print " + line + "\n")}}, conf.NewEnv(nil))
	if d.Failed() {
		t.Fatalf("%q does not load: %v", line, d.Messages())
	}
	return printWords.All(file.Global.Bag)[0].Value
}

// printEnv is a place for rules that need nothing of a configuration.
func printEnv() *sample.Env {
	return &sample.Env{Proxy: "frontend 'f'", Marks: 3, Warn: func(string) {}}
}

// Printing a rule that was parsed and parsing that gives the same rule, whatever stands in its arguments.
func TestRulesPrint(t *testing.T) {
	word := rapid.StringMatching("[a-z \\\\\"'#$,|]{1,8}")
	format := rapid.StringOfN(rapid.SampledFrom([]rune("ab \"'#${}|,é\t")), 1, 10, -1)
	item := rapid.SampledFrom([]string{"%[src]", "%[path,lower]", "%{+Q,-X}[str(a)]", "%(name:str)[int(5)]", "%%", "%{+json}[str(x)]"})
	cond := rapid.SampledFrom([]string{"", "if TRUE", "unless FALSE || { src 127.0.0.1 ::1 }", "if { src -n 10.0.0.0/8 } !TRUE", "if { str(a) -m sub -i -- WORD }"})
	for set, texts := range printedRules {
		use := rapid.SampledFrom(texts)
		rapid.Check(t, func(rt *rapid.T) {
			env := printEnv()
			var words []string
			for _, w := range strings.Fields(use.Draw(rt, "rule") + " " + cond.Draw(rt, "condition")) {
				w = strings.ReplaceAll(w, "WORD", word.Draw(rt, "word"))
				words = append(words, strings.ReplaceAll(w, "FMT", format.Draw(rt, "text")+item.Draw(rt, "item")))
			}
			once, err := rule.Parse(set, words, env)
			if err != nil {
				return // what was drawn is no regular expression, or no name
			}
			again, err := rule.Parse(set, lexed(rt, once.String()), env)
			if err != nil || again.String() != once.String() || again.Spec != once.Spec || (again.Cond == nil) != (once.Cond == nil) {
				rt.Fatalf("%v %q prints as %s, which is %v: %v", set, words, once, again, err)
			}
		})
	}
}

// Every action that needs nothing of a configuration is parsed as it stands here: none of the uses above is dead.
func TestPrintedRulesAreRules(t *testing.T) {
	fill := strings.NewReplacer("WORD", "word", "FMT", "a%[src]")
	for set, texts := range printedRules {
		for _, text := range texts {
			if _, err := rule.Parse(set, strings.Fields(fill.Replace(text)), printEnv()); err != nil {
				t.Errorf("%v %s: %v", set, text, err)
			}
		}
	}
}
