package proxy

import (
	"time"

	"metergate/internal/conf"
)

// The rules on connections and on what they carry, whatever protocol that is.
var (
	dirTCPConnection = conf.List(conf.Spec{
		Name: "tcp-request connection", Strict: true, In: conf.Frontend | conf.NamedDefaults, Usage: "tcp-request connection <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for connections that were just accepted, before any handshake.",
	}, keepWords)
	dirTCPSession = conf.List(conf.Spec{
		Name: "tcp-request session", Strict: true, In: conf.Frontend | conf.NamedDefaults, Usage: "tcp-request session <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for connections whose handshakes are done.",
	}, keepWords)
	dirTCPContent = conf.List(conf.Spec{
		Name: "tcp-request content", In: conf.Listen | conf.NamedDefaults, Usage: "tcp-request content <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for what a client sends: of the frontend before a backend is chosen, of the backend before a server is. In mode http they are asked when the head of a request is there.",
	}, keepWords)
	dirTCPResponse = conf.List(conf.Spec{
		Name: "tcp-response content", Strict: true, In: conf.Backend | conf.NamedDefaults, Usage: "tcp-response content <action> [<arguments>] [{if | unless} <condition>]",
		Help: "Rules for what a server sends, asked once, when it begins to.",
	}, keepWords)
	dirRequestDelay = conf.Scalar(conf.Spec{
		Name: "tcp-request inspect-delay", In: conf.Listen | conf.NamedDefaults, Usage: "tcp-request inspect-delay <time>",
		Help: "How long rules on content may wait for more of it; without it they decide at once.",
	}, milliseconds)
	dirResponseDelay = conf.Scalar(conf.Spec{
		Name: "tcp-response inspect-delay", Strict: true, In: conf.Backend | conf.NamedDefaults, Usage: "tcp-response inspect-delay <time>",
		Help: "How long rules on what a server sends may wait for more of it.",
	}, milliseconds)
	bindAcceptProxy = bindFlag("accept-proxy", "Each connection begins with a header of the PROXY protocol, which tells its addresses.")
)

// Delays are how long rules on content may wait for more of it.
type Delays struct{ Request, Response time.Duration }

func delays(b *conf.Bag) Delays {
	return Delays{Request: dirRequestDelay.Or(b, 0), Response: dirResponseDelay.Or(b, 0)}
}
