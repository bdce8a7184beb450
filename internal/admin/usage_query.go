package admin

import (
	"slices"
	"strconv"

	"metergate/internal/proxy"
)

// A usageQuery is what the words behind a command about operations and consumers ask for.
type usageQuery struct {
	proxy *proxy.Proxy // nil for all
	form  string       // csv, json or empty
	what  string       // one of the words that the command knows
	by    string       // what rows are sorted by
	top   int          // how many are shown, 0 for all
}

// parseUsage reads the words: a proxy, a form, one of the words that the command knows, `top <n>` and `by <word>`.
func (r *Request) parseUsage(words, sorts []string) (*usageQuery, error) {
	q := &usageQuery{}
	for args := r.Args; len(args) > 0; args = args[1:] {
		switch word := args[0]; {
		case word == "csv", word == "json":
			q.form = word
		case slices.Contains(words, word):
			q.what = word
		case word == "top" && sorts != nil && len(args) > 1:
			n, err := strconv.Atoi(args[1])
			if err != nil || n < 1 {
				return nil, message("'top' expects a number above 0.")
			}
			q.top, args = n, args[1:]
		case word == "by" && len(args) > 1 && slices.Contains(sorts, args[1]):
			q.by, args = args[1], args[1:]
		case q.proxy == nil && findProxy(r.Gateway(), word) != nil:
			q.proxy = findProxy(r.Gateway(), word)
		default:
			return nil, message("Neither a proxy nor a word of this command: '" + word + "'.")
		}
	}
	return q, nil
}

// proxies are those that the query is about.
func (q *usageQuery) proxies(g *proxy.Gateway) []*proxy.Proxy {
	if q.proxy != nil {
		return []*proxy.Proxy{q.proxy}
	}
	return g.Proxies()
}
