package proxy

import (
	"errors"
	"fmt"
	"os"

	"metergate/internal/conf"
	"metergate/internal/syslog"
)

// A logLine is one `log` line: a target, or all those of the global section.
type logLine struct {
	global bool
	target *syslog.Target
}

// What a proxy logs, and where to.
var (
	dirLog = conf.List(conf.Spec{
		Name: "log", In: conf.Global | conf.Proxies | conf.LogForward, Usage: "log { global | " + syslog.TargetUsage + " }", No: true,
		Help: "Sends log lines to stdout, stderr, fd@<number>, <ip>[:<port>] (UDP), tcp@<ip>[:<port>], ring@<name> or the path of a Unix socket; `no log` forgets all targets so far.",
	}, parseLog)
	dirLogFormat = conf.Scalar(conf.Spec{
		Name: "log-format", In: conf.Defaults | conf.Frontend, Usage: "log-format <format>",
		Help: "The line that is logged for a request.",
	}, conf.Text("a log-format string"))
	dirLogData = conf.Scalar(conf.Spec{
		Name: "log-format-sd", In: conf.Defaults | conf.Frontend, Usage: "log-format-sd <format>",
		Help: "The structured data of lines in format rfc5424.",
	}, conf.Text("a log-format string"))
	optHTTPLog = conf.Scalar(conf.Spec{
		Name: "option httplog", In: conf.Defaults | conf.Frontend, Usage: "option httplog [clf]",
		Help: "Logs requests in the usual format for HTTP, or in the common log format.",
	}, parseFormatOption(conf.HTTPLogFormat, conf.HTTPCLFLogFormat))
	optHTTPSLog = conf.Scalar(conf.Spec{
		Name: "option httpslog", In: conf.Defaults | conf.Frontend, Usage: "option httpslog",
		Help: "Logs requests in the usual format for HTTP over TLS.",
	}, func(*conf.Args) (string, error) { return conf.HTTPSLogFormat, nil })
	dirErrorFormat = conf.Scalar(conf.Spec{
		Name: "error-log-format", In: conf.Defaults | conf.Frontend, Usage: "error-log-format <format>",
		Help: "The line that is logged for a connection whose handshake failed.",
	}, conf.Text("a log-format string"))
	optTCPLog = conf.Scalar(conf.Spec{
		Name: "option tcplog", In: conf.Defaults | conf.Frontend, Usage: "option tcplog [clf]",
		Help: "Logs in the usual format for connections.",
	}, parseFormatOption(conf.TCPLogFormat, conf.TCPCLFLogFormat))
	dirLogTag = conf.Scalar(conf.Spec{
		Name: "log-tag", In: conf.Global | conf.Proxies | conf.LogProfile, Usage: "log-tag <text>",
		Help: "The name under which lines are sent; haproxy when absent.",
	}, conf.Text("a tag"))
	dirLogSendHostname = conf.Scalar(conf.Spec{
		Name: "log-send-hostname", In: conf.Global, Usage: "log-send-hostname [<name>]",
		Help: "Sends the host's name, or that one, in the headers of lines.",
	}, parseLogHostname)
	optDontLogNull   = option("dontlognull", conf.Frontend, "Does not log connections on which no request came.")
	optDontLogNormal = option("dontlog-normal", conf.Frontend, "Logs only requests that failed, were tried again or got a status from 500 on.")
	optLogASAP       = option("logasap", conf.Frontend, "Logs a request when the head of its response is there, without waiting for its end.")
	optSeparateErrs  = option("log-separate-errors", conf.Frontend, "Logs what dontlog-normal would keep with the level err instead of info.")
)

// defaultTag is the program whose lines filters of syslog daemons look for.
const defaultTag = "haproxy"

func parseLog(a *conf.Args) (logLine, error) {
	if a.Len() == 1 && a.Accept("global") {
		if a.Section().Kind == "global" {
			return logLine{}, errors.New("'log' : 'global' is not supported for a global syslog server.")
		}
		return logLine{global: true}, nil
	}
	t, err := syslog.ParseTarget(a)
	return logLine{target: t}, err
}

// parseFormatOption reads an option that stands for a format, or with the word clf for another one.
func parseFormatOption(usual, clf string) func(*conf.Args) (string, error) {
	return func(a *conf.Args) (string, error) {
		switch {
		case a.Done():
			return usual, nil
		case a.Accept("clf"):
			return clf, nil
		}
		return "", fmt.Errorf("keyword '%s' only supports option 'clf'.", a.Name())
	}
}

func parseLogHostname(a *conf.Args) (string, error) {
	if !a.Done() {
		return a.Text("a name")
	}
	host, err := os.Hostname()
	if err != nil {
		return "", fmt.Errorf("cannot find the name of the host: %w.", err)
	}
	return host, nil
}
