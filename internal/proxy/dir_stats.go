package proxy

import (
	"errors"
	"strings"
	"time"

	"metergate/internal/conf"
)

// The stats page of a proxy. Any of these lines but those of admin and http-request turns it on.
var (
	statsEnable = statsFlag("enable", conf.Proxies, "Turns the stats page on, with its defaults.")
	statsURI    = statsText("uri", "uri <prefix>", conf.Proxies, "The beginning of the request targets that the page answers; /haproxy?stats when absent.", "an URI prefix")
	statsRealm  = statsText("realm", "realm <text>", conf.Proxies, "What the browser shows when it asks for a password.", "a realm")
	statsAuth   = conf.List(conf.Spec{
		Name: "stats auth", In: conf.Proxies, Usage: "stats auth <user>:<password>",
		Help: "An account that may see the page; repeat it for more.",
	}, parseAccount)
	statsRefresh = conf.Scalar(conf.Spec{
		Name: "stats refresh", In: conf.Proxies, Usage: "stats refresh <time>",
		Help: "The page asks the browser to load it again after that time.",
	}, func(a *conf.Args) (time.Duration, error) { return a.Duration(time.Second) })
	statsScope = conf.List(conf.Spec{
		Name: "stats scope", In: conf.Proxies, Usage: "stats scope {<proxy> | .}",
		Help: "Limits the page to that proxy, a dot being the one that serves it; repeat it for more.",
	}, func(a *conf.Args) (string, error) { return a.Text("a proxy name") })
	statsAdmin = conf.Scalar(conf.Spec{
		Name: "stats admin", In: conf.Listen, Usage: "stats admin {if | unless} <condition>",
		Help: "Allows actions on servers by POST while the condition holds.",
	}, keepWords)
	statsHTTPRequest = conf.List(conf.Spec{
		Name: "stats http-request", In: conf.Listen, Usage: "stats http-request {allow | deny | auth [realm <realm>]} [{if | unless} <condition>]",
		Help: "Rules for requests to the page, asked in order.",
	}, keepWords)
	statsHideVersion = statsFlag("hide-version", conf.Proxies, "Leaves the version out of the page, as it is by default.")
	statsShowVersion = statsFlag("show-version", conf.Proxies, "Shows the version on the page.")
	statsShowLegends = statsFlag("show-legends", conf.Proxies, "Shows addresses, cookies and algorithms.")
	statsShowModules = statsFlag("show-modules", conf.Proxies, "Adds the counters of the protocol modules to the page.")
	statsShowNode    = statsOptional("show-node", "show-node [<name>]", "Shows the name of the node.")
	statsShowDesc    = statsOptional("show-desc", "show-desc [<text>]", "Shows a description of the gateway.")
)

func statsFlag(name string, in conf.Scope, help string) *conf.Key[bool] {
	return conf.Flag(conf.Spec{Name: "stats " + name, In: in, Usage: "stats " + name, Help: help})
}

func statsText(name, usage string, in conf.Scope, help, what string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: "stats " + name, In: in, Usage: "stats " + usage, Help: help},
		func(a *conf.Args) (string, error) { return a.Text(what) })
}

func statsOptional(name, usage, help string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: "stats " + name, In: conf.Proxies, Usage: "stats " + usage, Help: help},
		func(a *conf.Args) (string, error) { return a.RestText(), nil })
}

// An Account may see a stats page.
type Account struct{ User, Password string }

func parseAccount(a *conf.Args) (Account, error) {
	word, err := a.Text("'<user>:<passwd>'")
	if err != nil {
		return Account{}, err
	}
	user, password, ok := strings.Cut(word, ":")
	if !ok || user == "" {
		return Account{}, errors.New("'stats auth' expects '<user>:<passwd>'.")
	}
	return Account{user, password}, nil
}
