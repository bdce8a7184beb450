package proxy

import (
	"time"

	"metergate/internal/conf"
)

// The delays of a proxy. A number without a unit is in milliseconds.
var (
	timeoutClient = timeout("client", conf.Frontend|conf.LogForward,
		"How long a client may stay silent when it is its turn to send or to take data.")
	timeoutClientFin = timeout("client-fin", conf.Frontend,
		"Replaces the client timeout once one side of the connection is closed.")
	timeoutClientHandshake = timeout("client-hs", conf.Frontend,
		"How long the TLS handshake of a client may take. Without it timeout client holds.")
	timeoutHTTPRequest = timeout("http-request", conf.Listen,
		"How long the head of a request may take, from its first byte on.")
	timeoutKeepAlive = timeout("http-keep-alive", conf.Listen,
		"How long an idle client connection is kept for a next request. Without it timeout http-request holds, else timeout client.")
	timeoutTarpit = timeout("tarpit", conf.Listen,
		"How long a tarpitted request is held before its answer. Without it timeout connect holds.")
	timeoutConnect = timeout("connect", conf.Backend|conf.Ring,
		"How long a connection to a server may take to be established.")
	timeoutServer = timeout("server", conf.Backend|conf.Ring,
		"How long a server may stay silent when it is its turn to send or to take data.")
	timeoutServerFin = timeout("server-fin", conf.Backend,
		"Replaces the server timeout once one side of the connection is closed.")
	timeoutQueue = timeout("queue", conf.Backend,
		"How long a request may wait for a free slot on a server. Without it timeout connect holds.")
	timeoutTunnel = timeout("tunnel", conf.Backend,
		"Replaces the client and server timeouts once a connection has become a tunnel.")
	timeoutCheck = timeout("check", conf.Backend,
		"How long a health check may take once it is connected. Without it the check's interval holds.")
)

func timeout(name string, in conf.Scope, help string) *conf.Key[time.Duration] {
	return conf.Scalar(conf.Spec{
		Name:  "timeout " + name,
		In:    conf.Defaults | in,
		Usage: "timeout " + name + " <time>",
		Help:  help,
	}, milliseconds)
}

func milliseconds(a *conf.Args) (time.Duration, error) { return a.Duration(time.Millisecond) }

func clientTimeouts(b *conf.Bag) ClientTimeouts {
	client := timeoutClient.Or(b, 0)
	request := timeoutHTTPRequest.Or(b, 0)
	keep := client
	if request > 0 {
		keep = request
	}
	return ClientTimeouts{
		Client:      client,
		ClientFin:   timeoutClientFin.Or(b, 0),
		Handshake:   timeoutClientHandshake.Or(b, client),
		HTTPRequest: request,
		KeepAlive:   timeoutKeepAlive.Or(b, keep),
		Tarpit:      timeoutTarpit.Or(b, timeoutConnect.Or(b, 0)),
	}
}

func serverTimeouts(b *conf.Bag) ServerTimeouts {
	connect := timeoutConnect.Or(b, 0)
	return ServerTimeouts{
		Connect:   connect,
		Server:    timeoutServer.Or(b, 0),
		ServerFin: timeoutServerFin.Or(b, 0),
		Queue:     timeoutQueue.Or(b, connect),
		Tunnel:    timeoutTunnel.Or(b, 0),
		Check:     timeoutCheck.Or(b, 0),
		Tarpit:    timeoutTarpit.Or(b, connect),
		Request:   timeoutHTTPRequest.Or(b, 0),
	}
}
