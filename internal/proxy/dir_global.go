package proxy

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"

	"metergate/internal/conf"
)

// What sections global say of the data path; what they say of the process stands with package app.
var (
	dirNode = conf.Scalar(conf.Spec{
		Name: "node", In: conf.Global, Usage: "node <name>",
		Help: "The name of this gateway in outputs; the host's name when absent.",
	}, func(a *conf.Args) (string, error) { return a.Text("a node name") })
	dirGlobalDescription = conf.Scalar(conf.Spec{
		Name: "description", In: conf.Global, Usage: "description <text>",
		Help: "A text about this gateway, shown by `show info`.",
	}, describing)
	dirGlobalMaxconn = globalInt("maxconn", "maxconn <conns>", "The client connections served at once, over all frontends; found from the limit of file descriptors when absent.", 1)
	dirConnRate      = globalInt("maxconnrate", "maxconnrate <rate>", "The connections accepted per second; 0 is no limit.", 0)
	dirSessRate      = globalInt("maxsessrate", "maxsessrate <rate>", "The sessions started per second; 0 is no limit.", 0)
	dirSSLRate       = globalInt("maxsslrate", "maxsslrate <rate>", "The TLS handshakes started per second; 0 is no limit.", 0)
	dirSSLConn       = globalInt("maxsslconn", "maxsslconn <conns>", "The TLS connections of clients served at once, over all frontends; more wait to be accepted; 0 is no limit.", 0)
	dirSpreadChecks  = conf.Scalar(conf.Spec{
		Name: "spread-checks", In: conf.Global, Usage: "spread-checks <percent>",
		Help: "Varies the time between two checks by up to that share, so that they do not meet.",
	}, conf.Int(0, 50))
	dirNbThread = conf.Scalar(conf.Spec{
		Name: "nbthread", In: conf.Global, Usage: "nbthread <number>",
		Help: "The event loops, each on a thread of its own; as many as there are processors when absent.",
	}, conf.Int(1, 1024))
	dirBufsize = conf.Scalar(conf.Spec{
		Name: "tune.bufsize", In: conf.Global, Usage: "tune.bufsize <size>", Default: strconv.Itoa(defaultBufsize),
		Help: "With tune.maxrewrite, how large the head of a message may be.",
	}, func(a *conf.Args) (int64, error) { return a.Size() })
	dirMaxRewrite = conf.Scalar(conf.Spec{
		Name: "tune.maxrewrite", In: conf.Global, Usage: "tune.maxrewrite <size>", Default: strconv.Itoa(defaultRewrite),
		Help: "The part of tune.bufsize that is kept free for what rules add.",
	}, func(a *conf.Args) (int64, error) { return a.Size() })
	dirMaxHeaders = conf.Scalar(conf.Spec{
		Name: "tune.http.maxhdr", In: conf.Global, Usage: "tune.http.maxhdr <number>", Default: "101",
		Help: "The fields that the head of a message may have.",
	}, conf.Int(1, 32767))
)

func globalInt(name, usage, help string, low int64) *conf.Key[int64] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.Global, Usage: usage, Help: help}, conf.Int(low, math.MaxInt32))
}

// The sizes of a section global that gives none.
const (
	defaultBufsize = 16384
	defaultRewrite = 1024
)

// Limits bound the heads of messages.
type Limits struct {
	// Head is the bytes that a head may have, Fields the number of its header fields; Buffer is the bytes that it may
	// have when rules have added theirs.
	Head, Fields, Buffer int
}

func limits(b *conf.Bag) (Limits, error) {
	size, rewrite := dirBufsize.In(b), dirMaxRewrite.In(b)
	if size < 1024 {
		return Limits{}, fmt.Errorf("'tune.bufsize' is %d, and must be at least 1024.", size)
	}
	return Limits{Head: int(size - min(rewrite, size/2)), Fields: int(dirMaxHeaders.In(b)), Buffer: int(size)}, nil
}

func node(b *conf.Bag) string {
	if name, ok := dirNode.Get(b); ok {
		return name
	}
	host, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return host
}

// SetMaxconn gives the global section b a limit that the command line asks for.
func SetMaxconn(b *conf.Bag, n int) { dirGlobalMaxconn.Set(b, int64(n)) }

// describing takes a text of several words.
func describing(a *conf.Args) (string, error) {
	if a.Done() {
		return "", errors.New("'description' expects a string argument.")
	}
	return a.RestText(), nil
}
