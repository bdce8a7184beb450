package proxy

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"metergate/internal/conf"
	"metergate/internal/http1"
)

// A spelling is how a field's name is written for peers that insist on capital letters.
type spelling struct{ name, as string }

var (
	dirCaseAdjust = conf.List(conf.Spec{
		Name: "h1-case-adjust", In: conf.Global, Usage: "h1-case-adjust <name> <spelling>",
		Help: "Writes a header with the capital letters of the spelling, in proxies with option h1-case-adjust-bogus-client or -server; names are in lower case otherwise.",
	}, parseSpelling)
	dirCaseAdjustFile = conf.List(conf.Spec{
		Name: "h1-case-adjust-file", In: conf.Global, Usage: "h1-case-adjust-file <file>",
		Help: "Takes more spellings from a file, one a line: the name and the spelling.",
	}, func(a *conf.Args) (string, error) {
		if a.Done() {
			return "", errors.New("'h1-case-adjust-file' expects <file> as argument.")
		}
		return a.Next().Text, nil
	})
	optBogusClient = option("h1-case-adjust-bogus-client", conf.Frontend, "Answers to clients have the spellings of h1-case-adjust.")
	optBogusServer = option("h1-case-adjust-bogus-server", conf.Backend, "Requests to servers have the spellings of h1-case-adjust.")
)

func parseSpelling(a *conf.Args) (spelling, error) {
	if a.Len() < 2 {
		return spelling{}, errors.New("'h1-case-adjust' expects <from> and <to> as argument.")
	}
	p := spelling{a.Next().Text, a.Next().Text}
	return p, learn(http1.Casing{}, p)
}

// learn adds a spelling, which each name may have one of.
func learn(c http1.Casing, p spelling) error {
	switch _, known := c[strings.ToLower(p.name)]; {
	case known:
		return fmt.Errorf("duplicate case adjustment for '%s'", p.name)
	case !c.Set(p.name, p.as):
		return errors.New("<from> and <to> must not differ except the case")
	}
	return nil
}

// casing returns all spellings of the section global.
func (c *compiler) casing() http1.Casing {
	all, b := http1.Casing{}, c.g.Global.Bag
	for _, line := range dirCaseAdjust.All(b) {
		if err := learn(all, line.Value); err != nil {
			c.alert(line.Pos, conf.Tight, "%v", err)
		}
	}
	for _, line := range dirCaseAdjustFile.All(b) {
		if err := learnFile(all, line.Value); err != nil {
			c.alert(line.Pos, conf.Tight, "h1-headers-case-adjust-file '%s': %v.", line.Value, err)
		}
	}
	return all
}

func learnFile(c http1.Casing, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return errors.New("failed to open file")
	}
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			continue
		case len(words) != 2:
			return fmt.Errorf("line %d holds no name and spelling", i+1)
		}
		if err := learn(c, spelling{words[0], words[1]}); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return nil
}
