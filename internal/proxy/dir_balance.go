package proxy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"metergate/internal/balance"
	"metergate/internal/conf"
)

// How a backend chooses among its servers.
var (
	dirBalance = conf.Scalar(conf.Spec{
		Name: "balance", In: conf.Defaults | conf.Backend, Usage: "balance <algorithm> [<arguments>]",
		Help: "The algorithm that chooses the server of a request; random with two draws when absent.",
	}, func(a *conf.Args) (*balance.Method, error) { return balance.Parse(texts(a.Rest())) })
	dirHashType = conf.Scalar(conf.Spec{
		Name: "hash-type", In: conf.Defaults | conf.Backend, Usage: "hash-type <method> [<function> [<modifier>]]",
		Help: "How the algorithms that hash turn a key into a server.",
	}, func(a *conf.Args) (balance.HashType, error) { return balance.ParseHashType(texts(a.Rest())) })
	dirHashFactor = conf.Scalar(conf.Spec{
		Name: "hash-balance-factor", In: conf.Defaults | conf.Backend, Usage: "hash-balance-factor <percent>",
		Help: "Bounds the load of a server under a consistent hash to that percentage of the mean; 0 is no bound.",
	}, func(a *conf.Args) (int, error) {
		word, err := a.Text("a percentage")
		if err != nil {
			return 0, err
		}
		return balance.ParseHashFactor(word)
	})
)

func texts(words []conf.Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}

func method(b *conf.Bag) *balance.Method {
	hash := dirHashType.Or(b, balance.HashType{})
	hash.Factor = dirHashFactor.Or(b, 0)
	return dirBalance.Or(b, balance.Default()).WithHash(hash)
}

// When and how a request is tried again.
var (
	dirRetries = conf.Scalar(conf.Spec{
		Name: "retries", In: conf.Defaults | conf.Backend, Usage: "retries <number>", Default: "3",
		Help: "How many attempts may follow the first one.",
	}, conf.Int(0, math.MaxInt32))
	dirRetryOn = conf.Scalar(conf.Spec{
		Name: "retry-on", In: conf.Defaults | conf.Backend, Usage: "retry-on <failure>...",
		Help: "The failures after which a request is tried again; conn-failure when absent.",
	}, parseRetryOn)
	optRedispatch = conf.Scalar(conf.Spec{
		Name: "option redispatch", In: conf.Defaults | conf.Backend, Usage: "option redispatch [<interval>]", No: true,
		Help: "Lets a retry choose another server: every <interval>-th one, or counted from the last when negative (-1).",
	}, func(a *conf.Args) (int, error) {
		if a.Done() {
			return -1, nil
		}
		n, err := a.Int(math.MinInt32, math.MaxInt32)
		return int(n), err
	})
)

var retryWords = map[string]RetryOn{
	"none":             0,
	"conn-failure":     RetryConnFailure,
	"empty-response":   RetryEmptyResponse,
	"junk-response":    RetryJunkResponse,
	"response-timeout": RetryResponseTimeout,
	"0rtt-rejected":    Retry0RTTRejected,
}

// retryable are the status codes that retry-on knows.
var retryable = []int{401, 403, 404, 408, 421, 425, 429, 500, 501, 502, 503, 504}

// allRetryable are the status codes of all-retryable-errors.
var allRetryable = []int{500, 502, 503, 504}

func parseRetryOn(a *conf.Args) (RetryPolicy, error) {
	var p RetryPolicy
	if a.Done() {
		return p, errors.New("'retry-on' needs at least one keyword to specify when to retry.")
	}
	for !a.Done() {
		word := a.Next().Text
		on, known := retryWords[word]
		code, err := strconv.Atoi(word)
		switch {
		case known:
			p.On |= on
		case word == "all-retryable-errors":
			p.On |= RetryConnFailure | RetryEmptyResponse | RetryJunkResponse | RetryResponseTimeout | Retry0RTTRejected | RetryStatus
			p.Statuses = append(p.Statuses, allRetryable...)
		case err == nil && slices.Contains(retryable, code):
			p.On |= RetryStatus
			p.Statuses = append(p.Statuses, code)
		default:
			return p, fmt.Errorf("'retry-on': unknown keyword '%s'.", word)
		}
	}
	return p, nil
}

func retryPolicy(b *conf.Bag) RetryPolicy {
	p := dirRetryOn.Or(b, RetryPolicy{On: RetryConnFailure})
	p.Retries = int(dirRetries.In(b))
	p.Interval, p.Redispatch = optRedispatch.Get(b)
	return p
}

var dirReuse = conf.Scalar(conf.Spec{
	Name: "http-reuse", In: conf.Defaults | conf.Backend, Usage: "http-reuse { never | safe | aggressive | always }",
	Help: "Which requests may travel on a server connection that is already open; safe when absent.",
}, func(a *conf.Args) (Reuse, error) {
	word, err := a.Text("either 'never', 'safe', 'aggressive' or 'always'")
	if err != nil {
		return 0, err
	}
	reuse, ok := map[string]Reuse{"never": ReuseNever, "safe": ReuseSafe, "aggressive": ReuseAggressive, "always": ReuseAlways}[word]
	if !ok {
		return 0, fmt.Errorf("'http-reuse' knows never, safe, aggressive and always, not '%s'.", word)
	}
	return reuse, nil
})
