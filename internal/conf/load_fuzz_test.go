package conf

import (
	"io"
	"testing"
)

// Whatever a file holds, it is read without a panic, and every alert about a
// line names one that the file has.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"global\n node x\n setenv A \"b c\"\n nokqueue\ndefaults d\n log \"$A\"\nfrontend f from d\n bind :80,[::1]:81 ssl\n no log\n",
		"listen l\n server s 1.1.1.1:80 check weight 5 no-check\n default-server maxconn 7\n stats uri /x\n timeout queue 5s\n",
		".if defined(A)\n.elif streq(a,b)\n.else\n.notice x\n.endif\n", ".if 1\n.if\n.endif\nglobal x\nfrontend\nfrontend a/b\nuserlist\n",
		"no\nglobal\nno\ndefault\nno no\noption\nstats\n", "defaults\n default-server x\n server a b\nfrontend f\n server a b\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := 1
		for _, c := range text {
			if c == '\n' {
				lines++
			}
		}
		file, d := load(text)
		for _, m := range d.Messages() {
			if m.Pos.Line > lines {
				t.Fatalf("%v", m)
			}
		}
		d.Append(nil, Banner{}, true)
		if err := file.Dump(io.Discard, 1); err != nil {
			t.Fatal(err)
		}
	})
}
