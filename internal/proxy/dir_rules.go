package proxy

import "metergate/internal/conf"

// Lines whose meaning depends on names of the whole configuration are kept as words here, and compiled when all
// proxies are known, in the order of the file.
type words []string

func keepWords(a *conf.Args) (words, error) {
	if a.Done() {
		_, err := a.Text("arguments")
		return nil, err
	}
	return texts(a.Rest()), nil
}

var (
	dirACL = conf.List(conf.Spec{
		Name: "acl", In: conf.Listen | conf.NamedDefaults, Usage: "acl <name> <criterion> [flags] [operator] <value>...",
		Help: "Names a test of the traffic, for use in conditions. A name given again gets a further alternative.",
	}, keepWords)
	dirUseBackend = conf.List(conf.Spec{
		Name: "use_backend", In: conf.Frontend, Usage: "use_backend <backend> [{if | unless} <condition>]",
		Help: "Chooses the backend, by name or by a log-format of the request; the first line that applies wins.",
	}, keepWords)
	dirDefaultBackend = conf.Scalar(conf.Spec{
		Name: "default_backend", In: conf.Defaults | conf.Frontend, Usage: "default_backend <backend>",
		Help: "The backend of requests that no use_backend line claims.",
	}, func(a *conf.Args) (string, error) { return a.Text("a backend name") })
	dirHTTPRequest = conf.List(conf.Spec{
		Name: "http-request", In: conf.Listen | conf.NamedDefaults, Usage: "http-request <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for requests, asked in order: first those of the frontend, then those of the backend.",
	}, keepWords)
	dirHTTPResponse = conf.List(conf.Spec{
		Name: "http-response", In: conf.Listen | conf.NamedDefaults, Usage: "http-response <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for responses of servers, asked in order: first those of the backend, then those of the frontend.",
	}, keepWords)
	dirHTTPAfter = conf.List(conf.Spec{
		Name: "http-after-response", In: conf.Listen | conf.NamedDefaults, Usage: "http-after-response <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for every response that leaves, the gateway's own included.",
	}, keepWords)
	dirRedirect = conf.List(conf.Spec{
		Name: "redirect", In: conf.Listen, Usage: "redirect {location | prefix | scheme} <to> [<option>...] [{if | unless} <condition>]",
		Help: "Sends clients elsewhere, as http-request redirect does, behind all those rules.",
	}, keepWords)
	dirMonitorURI = conf.Scalar(conf.Spec{
		Name: "monitor-uri", In: conf.Defaults | conf.Frontend, Usage: "monitor-uri <uri>",
		Help: "A request target that the gateway answers itself with 200, unlogged, so that it can be watched.",
	}, func(a *conf.Args) (string, error) { return a.Text("an URI") })
	dirMonitorFail = conf.List(conf.Spec{
		Name: "monitor fail", In: conf.Frontend, Usage: "monitor fail {if | unless} <condition>",
		Help: "Makes monitor-uri answer 503 while the condition holds.",
	}, keepWords)
)
