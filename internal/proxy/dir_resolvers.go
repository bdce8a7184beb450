package proxy

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"metergate/internal/conf"
	"metergate/internal/resolve"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "resolvers", In: conf.Resolvers, Name: conf.MustName,
		Help: "Name servers, for servers whose address moves and for do-resolve.",
	})
}

// What a section resolvers holds.
var (
	dirNameserver = conf.List(conf.Spec{
		Name: "nameserver", In: conf.Resolvers, Usage: "nameserver <name> <address>[:<port>]",
		Help: "A name server, asked over UDP, or over TCP with tcp@ before the address.",
	}, parseNameserver)
	dirResolvConf = conf.Flag(conf.Spec{
		Name: "parse-resolv-conf", In: conf.Resolvers, Usage: "parse-resolv-conf",
		Help: "Adds the name servers of /etc/resolv.conf.",
	})
	dirHold = conf.List(conf.Spec{
		Name: "hold", In: conf.Resolvers, Usage: "hold { valid | nx | refused | timeout | other | obsolete } <time>",
		Help: "For how long an answer holds against what came after it, by what that is; valid: how long do-resolve remembers an answer.",
	}, parseHold)
	dirResolveRetries = conf.Scalar(conf.Spec{
		Name: "resolve_retries", In: conf.Resolvers, Usage: "resolve_retries <number>",
		Help: "How often a name is asked for before it is given up; 3 when absent.",
	}, conf.Int(1, 1000))
	dirPayload = conf.Scalar(conf.Spec{
		Name: "accepted_payload_size", In: conf.Resolvers, Usage: "accepted_payload_size <bytes>",
		Help: "The longest answer that is taken, which name servers are told; 512 when absent.",
	}, conf.Int(512, 65535))
	timeoutResolve = resolveTimeout("resolve", "The time between two questions for the address of a server.")
	timeoutRetry   = resolveTimeout("retry", "How long an answer is waited for.")
)

func resolveTimeout(name, help string) *conf.Key[time.Duration] {
	return conf.Scalar(conf.Spec{
		Name: "timeout " + name, In: conf.Resolvers, Usage: "timeout " + name + " <time>", Help: help + " 1s when absent.",
	}, milliseconds)
}

// What servers say about names.
var (
	srvResolvers     = serverText("resolvers", "resolvers <section>", "Has the address of the server asked for again and again.", "the name of a section resolvers")
	srvResolvePrefer = conf.Scalar(conf.Spec{
		Name: "resolve-prefer", In: conf.ServerLine, Usage: "resolve-prefer { ipv4 | ipv6 }",
		Help: "The family of addresses that is asked for first; IPv6 when absent.",
	}, conf.OneOf("ipv4", "ipv6"))
	srvResolveOpts = conf.Scalar(conf.Spec{
		Name: "resolve-opts", In: conf.ServerLine, Usage: "resolve-opts { allow-dup-ip | prevent-dup-ip | ignore-weight }[,...]",
		Help: "allow-dup-ip lets several servers of a backend have the same address; ignore-weight keeps weights as they are, whatever SRV records say.",
	}, parseResolveOpts)
	srvResolveNet = conf.Scalar(conf.Spec{
		Name: "resolve-net", In: conf.ServerLine, Usage: "resolve-net <network>[,<network>]...",
		Help: "Networks whose addresses are preferred.",
	}, parseResolveNet)
)

// resolveOpts is what resolve-opts says.
type resolveOpts struct{ shared, ignoreWeight bool }

func parseResolveOpts(a *conf.Args) (o resolveOpts, err error) {
	text, err := a.Text("a list of 'allow-dup-ip', 'prevent-dup-ip' and 'ignore-weight'")
	if err != nil {
		return o, err
	}
	for word := range strings.SplitSeq(text, ",") {
		switch word {
		case "allow-dup-ip":
			o.shared = true
		case "prevent-dup-ip":
			o.shared = false
		case "ignore-weight":
			o.ignoreWeight = true
		default:
			return o, fmt.Errorf("'resolve-opts' : '%s' is no option; expects 'allow-dup-ip', 'prevent-dup-ip' and 'ignore-weight'.", word)
		}
	}
	return o, nil
}

func parseResolveNet(a *conf.Args) (nets []netip.Prefix, err error) {
	text, err := a.Text("a list of networks")
	if err != nil {
		return nil, err
	}
	for word := range strings.SplitSeq(text, ",") {
		net, err := netip.ParsePrefix(word)
		if ip, bad := netip.ParseAddr(word); bad == nil {
			net, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("'resolve-net' : '%s' is no network.", word)
		}
		nets = append(nets, net.Masked())
	}
	return nets, nil
}

// dnsPort is the port of name servers.
const dnsPort = 53

func parseNameserver(a *conf.Args) (s resolve.Server, err error) {
	if s.Name, err = a.Text("<name> and <addr>[:<port>] as arguments"); err != nil {
		return s, err
	}
	addr, err := a.Addr(conf.AddrLog)
	if err != nil {
		return s, err
	}
	if addr.Family != conf.Inet || !addr.IP.IsValid() {
		return s, fmt.Errorf("'nameserver %s' : '%s' is no IP address.", s.Name, addr.Text)
	}
	if addr.Port == 0 {
		addr.Port = dnsPort
	}
	if !a.Done() {
		return s, fmt.Errorf("'nameserver %s' : the option '%s' is not supported for name servers.", s.Name, a.Peek())
	}
	s.TCP, s.Addr = !addr.Datagram, netip.AddrPortFrom(addr.IP, uint16(addr.Port))
	return s, nil
}

// A holdLine is a line hold.
type holdLine struct {
	status   resolve.Status
	obsolete bool
	time     time.Duration
}

func parseHold(a *conf.Args) (h holdLine, err error) {
	word, ok := a.Next().Text, false
	if h.status, ok = resolve.ParseStatus(word); !ok && word != "obsolete" {
		return h, fmt.Errorf("'hold' unknown event '%s', expects 'nx', 'timeout', 'refused', 'other', 'valid' or 'obsolete'.", word)
	}
	h.obsolete = !ok
	h.time, err = milliseconds(a)
	return h, err
}
