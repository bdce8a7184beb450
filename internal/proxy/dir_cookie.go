package proxy

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"

	"metergate/internal/conf"
	"metergate/internal/cookie"
)

// What binds a client to the server that it had before.
var (
	dirCookie = conf.Scalar(conf.Spec{
		Name: "cookie", In: conf.Defaults | conf.Backend,
		Usage: "cookie <name> [rewrite | insert | prefix] [indirect] [nocache] [postonly] [preserve] [httponly] [secure] " +
			"[domain <domain>]... [maxidle <time>] [maxlife <time>] [dynamic] [attr <text>]...",
		Help: "Binds clients to the server that a cookie names: one that the gateway inserts, one of the server whose value is rewritten, or one whose value is prefixed.",
	}, parseCookie)
	dirCookieKey = conf.Scalar(conf.Spec{
		Name: "dynamic-cookie-key", In: conf.Defaults | conf.Backend, Usage: "dynamic-cookie-key <text>",
		Help: "The secret that goes into the cookies that `cookie ... dynamic` makes of servers' addresses.",
	}, func(a *conf.Args) (string, error) { return a.Text("<text> as argument") })
	dirForcePersist = conf.List(conf.Spec{
		Name: "force-persist", In: conf.Listen, Usage: "force-persist {if | unless} <condition>",
		Help: "Sends requests to the server that they are bound to even when it is down. In a frontend it is read and does nothing.",
	}, keepWords)
	dirIgnorePersist = conf.List(conf.Spec{
		Name: "ignore-persist", In: conf.Listen, Usage: "ignore-persist {if | unless} <condition>",
		Help: "Leaves persistence cookies of such requests alone, and chooses a server as if there were none. In a frontend it is read and does nothing.",
	}, keepWords)
	dirCaptureCookie = conf.Scalar(conf.Spec{
		Name: "capture cookie", In: conf.Frontend, Usage: "capture cookie <name> len <length>",
		Help: "Keeps the first cookie whose name begins so, of the request and of the response, for the log (%CC, %CS).",
	}, parseCaptureCookie)
)

// cookieFlags are the words of a cookie line that stand alone.
var cookieFlags = map[string]func(p *cookie.Policy){
	"indirect": func(p *cookie.Policy) { p.Indirect = true },
	"nocache":  func(p *cookie.Policy) { p.NoCache = true },
	"postonly": func(p *cookie.Policy) { p.PostOnly = true },
	"preserve": func(p *cookie.Policy) { p.Preserve = true },
	"dynamic":  func(p *cookie.Policy) { p.Dynamic = true },
}

var cookieModes = map[string]cookie.Mode{"rewrite": cookie.Rewrite, "insert": cookie.Insert, "prefix": cookie.Prefix}

// cookieAttributes collects what stands behind the path, in the order of the reference.
type cookieAttributes struct {
	domains, attrs   strings.Builder
	httpOnly, secure bool
}

func (t *cookieAttributes) String() string {
	s := t.domains.String()
	if t.httpOnly {
		s += "; HttpOnly"
	}
	if t.secure {
		s += "; Secure"
	}
	return s + t.attrs.String()
}

func parseCookie(a *conf.Args) (*cookie.Policy, error) {
	name, err := a.Text("<cookie_name> as argument")
	if err != nil {
		return nil, err
	}
	p := &cookie.Policy{Name: name}
	modes, tail := 0, cookieAttributes{}
	for err == nil && !a.Done() {
		word := a.Next().Text
		if mode, ok := cookieModes[word]; ok {
			p.Mode = mode
			modes |= 1 << mode
			continue
		}
		if set := cookieFlags[word]; set != nil {
			set(p)
			continue
		}
		err = parseCookieOption(a, word, p, &tail)
	}
	p.Attributes = tail.String()
	switch {
	case err != nil:
		return nil, err
	case p.Mode == cookie.Rewrite && p.Indirect:
		return nil, errors.New("cookie 'rewrite' and 'indirect' modes are incompatible.")
	case bits.OnesCount(uint(modes)) > 1:
		return nil, errors.New("cookie 'rewrite', 'insert' and 'prefix' modes are incompatible.")
	case p.Preserve && p.Mode != cookie.Insert && !p.Indirect:
		return nil, errors.New("cookie 'preserve' requires at least 'insert' or 'indirect'.")
	}
	return p, nil
}

// parseCookieOption reads a word of the line that is an attribute or has an argument.
func parseCookieOption(a *conf.Args, word string, p *cookie.Policy, tail *cookieAttributes) (err error) {
	switch word {
	case "httponly":
		tail.httpOnly = true
	case "secure":
		tail.secure = true
	case "domain":
		return parseCookieDomain(a, tail)
	case "attr":
		return parseCookieAttr(a, tail)
	case "maxidle":
		p.MaxIdle, err = parseSeconds(a)
	case "maxlife":
		p.MaxLife, err = parseSeconds(a)
	default:
		return fmt.Errorf("'%s' supports 'rewrite', 'insert', 'prefix', 'indirect', 'nocache', 'postonly', 'preserve', 'httponly', 'secure', "+
			"'domain', 'maxidle', 'maxlife', 'dynamic' and 'attr' options, not '%s'.", a.Name(), word)
	}
	return err
}

func parseSeconds(a *conf.Args) (int64, error) {
	d, err := a.Duration(time.Second)
	return int64(d / time.Second), err
}

func parseCookieDomain(a *conf.Args, tail *cookieAttributes) error {
	domain, err := a.Text("<domain> as argument of 'domain'")
	if err != nil {
		return err
	}
	for _, c := range []byte(domain) {
		if !isAlnum(c) && c != '-' && c != '.' && c != '_' {
			return fmt.Errorf("character '%c' is not permitted in domain name '%s'.", c, domain)
		}
	}
	if !strings.Contains(domain, ".") {
		a.Warnf("domain '%s' contains no dot: browsers ignore such a cookie (RFC 6265 section 5.2.3).", domain)
	}
	tail.domains.WriteString("; domain=" + domain)
	return nil
}

func parseCookieAttr(a *conf.Args, tail *cookieAttributes) error {
	text, err := a.Text("<value> as argument of 'attr'")
	if err != nil {
		return err
	}
	for _, c := range []byte(text) {
		if c < ' ' || c == 0x7f || c == ';' || c > math.MaxInt8 {
			return fmt.Errorf("character '%%x%02X' is not permitted in attribute value.", c)
		}
	}
	tail.attrs.WriteString("; " + text)
	return nil
}

func parseCaptureCookie(a *conf.Args) (*Capture, error) {
	name, err := a.Text("<cookie_name> as argument")
	if err != nil {
		return nil, err
	}
	c, err := parseCaptureLen(a)
	c.Header = name
	return &c, err
}
