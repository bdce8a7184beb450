package alert

import (
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"metergate/internal/conf"
)

// A ruleFile is a file of rules, read and found to be right.
type ruleFile struct {
	name   string
	groups *rulefmt.RuleGroups
}

//go:embed default_rules.yml
var defaultText []byte

// defaultName is shown in place of a file's name.
const defaultName = "default-rules"

// defaultRules are the rules that come with the program.
func defaultRules() *ruleFile {
	groups, errs := parseRules(defaultText)
	if len(errs) > 0 {
		panic(fmt.Sprintf("alert: the default rules are broken: %v", errs))
	}
	return &ruleFile{defaultName, groups}
}

func newParser() parser.Parser { return parser.NewParser(parser.Options{}) }

func parseRules(text []byte) (*rulefmt.RuleGroups, []error) {
	return rulefmt.Parse(text, false, model.UTF8Validation, newParser(), slog.New(slog.DiscardHandler))
}

// readRules reads a file; what is wrong is reported at its line.
func readRules(name string, at conf.Pos, d *conf.Diagnostics) *ruleFile {
	text, err := os.ReadFile(name)
	if err != nil {
		d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: at, Text: fmt.Sprintf("'rules-file' : cannot read %s: %v.", name, errors.Unwrap(err))})
		return nil
	}
	groups, errs := parseRules(text)
	for _, err := range errs {
		d.Add(ruleError(name, err))
	}
	if len(errs) > 0 {
		return nil
	}
	return &ruleFile{name, groups}
}

// The places in the errors of the parsers: of YAML, and of rules.
var (
	yamlPlace = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s+)?line (\d+): `)
	rulePlace = regexp.MustCompile(`^(\d+):\d+: (?:\d+:\d+: )?`)
)

// ruleError makes a message of an error: the line goes to its place.
func ruleError(name string, err error) conf.Message {
	text := strings.TrimSpace(err.Error())
	m := conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: conf.Pos{File: name, Line: 1}}
	for _, place := range []*regexp.Regexp{yamlPlace, rulePlace} {
		if found := place.FindStringSubmatch(text); found != nil {
			m.Pos.Line, _ = strconv.Atoi(found[1])
			text = text[len(found[0]):]
		}
	}
	m.Text = strings.ReplaceAll(text, "\n", " ")
	return m
}
