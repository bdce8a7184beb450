package proxy

import (
	"errors"
	"fmt"
	"math"
	"os"

	"metergate/internal/conf"
	"metergate/internal/usage"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "operations", In: conf.Operations, Name: conf.MustName,
		Help: "The functions of an API: which requests are for which. Ours; put it between `.if feature(METERGATE)` and `.endif` " +
			"in files that HAProxy reads too.",
	})
}

// What a section of operations holds.
var (
	dirOperation = conf.List(conf.Spec{
		Name: "operation", In: conf.Operations, Usage: "operation <id> <method> <template>",
		Help: "A function and the requests for it: a method, or * for any, and a path with its parameters in braces, such as /users/{id}; " +
			"the last one may take all that follows, as {path...}. Several lines may have the same id.",
	}, parseOperation)
	dirOpenAPI = conf.List(conf.Spec{
		Name: "openapi", In: conf.Operations, Usage: "openapi <file> [prefix <path>]",
		Help: "The operations of an OpenAPI document, version 2 or 3, in JSON or YAML: its paths, methods, operationIds, and the statuses that " +
			"answers may have. The prefix takes the place of the path of the document's server.",
	}, parseOpenAPI)
	dirLearn = conf.Scalar(conf.Spec{
		Name: "learn", In: conf.Operations, Usage: "learn [budget <n>] [file <path>]",
		Help: "Finds the templates of requests that nothing else matches: numbers, UUIDs, dates and other values become parameters. The budget, 200 " +
			"unless it is given, bounds how many are known. The file keeps them over a restart, as lines that could stand in this section.",
	}, parseLearn)
)

// What proxies say about operations and consumers.
var (
	dirUseOperations = conf.List(conf.Spec{
		Name: "use-operations", In: conf.Listen | conf.NamedDefaults, Usage: "use-operations <section> [{if | unless} <condition>]",
		Help: "Names the operation of each request by the templates of a section, before the first http-request rule. Of several lines the first that " +
			"has a match wins.",
	}, keepWords)
	dirOperationBudget = conf.Scalar(conf.Spec{
		Name: "operation-budget", In: conf.Proxies, Usage: "operation-budget <rows>",
		Help: "How many operations that no section declares have a row of their own, 500 unless it is given. The most used are kept; the rest is counted as `other`.",
	}, conf.Int(1, 100_000))
	dirConsumerBudget = conf.Scalar(conf.Spec{
		Name: "consumer-budget", In: conf.Proxies, Usage: "consumer-budget <rows>",
		Help: "How many consumers have a row of their own, 1000 unless it is given, and how many uses of operations by consumers. The most active are kept; " +
			"the rest is counted as `other`.",
	}, conf.Int(1, 100_000))
	dirConsumerKey = conf.Scalar(conf.Spec{
		Name: "consumer-key", In: conf.Global, Usage: "consumer-key <secret>",
		Help: "The key of the hash that consumers named by a secret are shown as. Without it one is drawn at random, and their names change with each reload.",
	}, parseConsumerKey)
)

// The usual budgets.
const (
	usualLearn      = 200
	usualOperations = 500
	usualConsumers  = 1000
)

func parseOperation(a *conf.Args) (*usage.Operation, error) {
	id, err := a.Text("an id, a method and a template")
	if err != nil {
		return nil, err
	}
	if string(usage.AppendName(nil, []byte(id), usage.MaxOperation)) != id {
		return nil, fmt.Errorf("'%s' cannot be the id of an operation: it takes at most %d printable characters, and not '%s'.",
			usage.AppendName(nil, []byte(id), usage.MaxOperation), usage.MaxOperation, usage.Other)
	}
	t, err := usage.ParseTemplate(a.Next().Text, a.Next().Text)
	if err != nil {
		return nil, fmt.Errorf("%w.", err)
	}
	return &usage.Operation{ID: id, Template: t, At: a.Pos().String()}, nil
}

func parseOpenAPI(a *conf.Args) ([]*usage.Operation, error) {
	file, err := a.Text("a file name")
	if err != nil {
		return nil, err
	}
	prefix := ""
	if a.Accept("prefix") {
		if prefix, err = a.Text("a path behind 'prefix'"); err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the OpenAPI document: %w.", err)
	}
	all, err := usage.OpenAPI(file, text, prefix)
	if err != nil {
		return nil, fmt.Errorf("cannot use the OpenAPI document: %w.", err)
	}
	return all, nil
}

// learnLine is what `learn` says.
type learnLine struct {
	budget int
	file   string
}

func parseLearn(a *conf.Args) (l learnLine, err error) {
	l.budget = usualLearn
	for !a.Done() && err == nil {
		switch {
		case a.Accept("budget"):
			var n int64
			n, err = a.Int(1, math.MaxInt16)
			l.budget = int(n)
		case a.Accept("file"):
			l.file, err = a.Text("a file name behind 'file'")
		default:
			return l, nil
		}
	}
	return l, err
}

func parseConsumerKey(a *conf.Args) (string, error) {
	key, err := a.Text("a secret")
	if err == nil && len(key) < 16 {
		err = errors.New("the key has less than 16 bytes.")
	}
	return key, err
}
