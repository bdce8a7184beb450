package conf

import (
	"fmt"
	"math"
	"time"
)

// Directives that stand in for those of other packages.
var (
	_ = Scalar(Spec{Name: "mode", In: Proxies}, func(a *Args) (string, error) {
		word, err := a.Text("either 'tcp' or 'http'")
		if err == nil && word != "http" && word != "tcp" {
			err = fmt.Errorf("unknown proxy mode '%s'.", word)
		}
		return word, err
	})
	testMaxconn       = Scalar(Spec{Name: "maxconn", In: Global | Defaults | Frontend}, Int(0, math.MaxInt32))
	testBackend       = Scalar(Spec{Name: "default_backend", In: Defaults | Frontend}, Text("a backend name"))
	testTimeoutClient = Scalar(Spec{Name: "timeout client", In: Defaults | Frontend}, Time(time.Millisecond))
	_                 = Scalar(Spec{Name: "timeout queue", In: Defaults | Backend}, Time(time.Millisecond))
	_                 = List(Spec{Name: "acl", In: NamedDefaults | Listen}, Words)
	_                 = List(Spec{Name: "http-request", In: NamedDefaults | Listen}, Words)
	testLog           = List(Spec{Name: "log", In: Global | Proxies, No: true}, Words)
	testKeepAlive     = Flag(Spec{Name: "option http-keep-alive", In: Proxies, No: true})
	_                 = Flag(Spec{Name: "option httplog", In: Defaults | Frontend})
	_                 = Scalar(Spec{Name: "stats uri", In: Proxies}, Text("an URI prefix"))
	_                 = Scalar(Spec{Name: "stats admin", In: Listen}, Words)
	_                 = Scalar(Spec{Name: "balance", In: Defaults | Backend}, Words)
	testNode          = Scalar(Spec{Name: "node", In: Global}, Text("a node name"))
	testDefaultServer = declareDefaultServer()
	testServer        = List(Spec{Name: "server", In: Backend, Strict: true}, parseTestServer)
	_                 = List(Spec{Name: "bind", In: Frontend}, parseTestBind)

	_ = List(Spec{Name: "stats socket", In: Global}, parseTestBind)
	_ = Scalar(Spec{Name: "stats timeout", In: Global}, Time(time.Millisecond))

	testCheck         = Flag(Spec{Name: "check", In: ServerLine, No: true})
	testWeight        = Scalar(Spec{Name: "weight", In: ServerLine}, Int(0, 256))
	testServerMaxconn = Scalar(Spec{Name: "maxconn", In: ServerLine}, Int(0, math.MaxInt32))
	_                 = Flag(Spec{Name: "ssl", In: BindLine})
)

type testLine struct {
	name    string
	addrs   []Addr
	options *Bag
}

func declareDefaultServer() *Key[*Bag] {
	return Scalar(Spec{Name: "default-server", In: Defaults | Backend, Strict: true}, func(a *Args) (*Bag, error) {
		before, _ := Previous[*Bag](a)
		return a.Options(ServerLine, before)
	})
}

func parseTestServer(a *Args) (testLine, error) {
	if a.Len() < 2 {
		return testLine{}, fmt.Errorf("'server' expects <name> and <addr>[:<port>] as arguments.")
	}
	l := testLine{name: a.Next().Text}
	addr, err := ParseAddr(a.Next().Text, AddrConnect)
	if err != nil {
		return l, err
	}
	if before, taken := a.Section().Claim("server", l.name, a.Pos()); taken {
		return l, fmt.Errorf("another server named '%s' was already defined at line %d, please use a distinct name.", l.name, before.Line)
	}
	l.addrs = []Addr{addr}
	l.options, err = a.Options(ServerLine, testDefaultServer.Or(a.Section().Bag, nil))
	return l, err
}

func parseTestBind(a *Args) (testLine, error) {
	text, err := a.Text("{<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments")
	if err != nil {
		return testLine{}, err
	}
	var l testLine
	if l.addrs, err = ParseListen(text); err != nil {
		return l, err
	}
	l.options, err = a.Options(BindLine, nil)
	return l, err
}

// load reads text as one source named t.cfg.
func load(text string) (*File, *Diagnostics) {
	return Load([]Source{{"t.cfg", []byte(text)}}, NewEnv([]string{"HOME=/root", "WORDS=a b  c", "EMPTY="}))
}
