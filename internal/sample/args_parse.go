package sample

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
)

// call is a name with arguments while it is parsed.
type call struct {
	kind  string // "fetch method" or "converter", for messages
	label string // what messages call it when an object it names is missing, such as "ACL keyword"
	name  string
	specs []Arg
	env   *Env
}

// parse compiles the argument list at the beginning of s, which is empty when there is none, and returns what
// follows it and the list's canonical text.
func (c *call) parse(s string) (args Args, rest, canon string, err error) {
	words, rest, err := c.split(s)
	if err != nil {
		return nil, s, "", err
	}
	args = make(Args, len(c.specs))
	for i, spec := range c.specs {
		if i >= len(words) && !c.mayLack(i, words) {
			return nil, s, "", c.missing(i)
		}
		word, given := spec.Default, spec.Default != ""
		if i < len(words) {
			word, given = words[i], true
		}
		if args[i], err = c.compile(i, word, given); err != nil {
			return nil, s, "", err
		}
	}
	return args, rest, canonArgs(words), nil
}

// mayLack reports whether argument i may stay away: it is optional, or names an object and means the current one, or
// is the first of a call without a list and a text, which is then empty.
func (c *call) mayLack(i int, words []string) bool {
	k := c.specs[i].Kind
	return c.specs[i].Optional || k >= ArgFrontend || i == 0 && len(words) == 0 && k == ArgStr
}

func (c *call) missing(i int) error {
	if i == 0 {
		return c.errorf(i, "expected type '%v' at position 1, but got nothing", c.specs[0].Kind)
	}
	want := 0
	for _, s := range c.specs {
		if !s.Optional {
			want++
		}
	}
	return c.errorf(i, "missing arguments (got %d/%d), type '%v' expected", i, want, c.specs[i].Kind)
}

// errorf names the argument i (from 0) in front of a message, as the reference does: only converters count theirs.
func (c *call) errorf(i int, format string, args ...any) error {
	msg := fmt.Sprintf(format, args...)
	if c.kind == "converter" {
		return fmt.Errorf("invalid arg %d in converter '%s' : %s", i+1, c.name, msg)
	}
	return fmt.Errorf("%s '%s' : %s", c.kind, c.name, msg)
}

// split cuts the list at the beginning of s into arguments, quotes and escapes resolved.
func (c *call) split(s string) (words []string, rest string, err error) {
	if !strings.HasPrefix(s, "(") {
		return nil, s, nil
	}
	if strings.HasPrefix(s, "()") {
		return nil, s[2:], nil
	}
	s = s[1:]
	for len(words) < len(c.specs) {
		w, n, ok := cutArg(s)
		if !ok {
			return nil, s, c.errorf(len(words), "expected ')'")
		}
		words, s = append(words, w), s[n:]
		if s[0] == ')' {
			return words, s[1:], nil
		}
		if len(words) < len(c.specs) {
			s = s[1:]
		}
	}
	return nil, s, c.errorf(max(len(words)-1, 0), "expected ')' before '%s'", s)
}

// cutArg returns the argument at the beginning of s and where its delimiter stands. This is the second level of
// quoting: single quotes keep everything, double quotes and no quotes know backslashes. It fails without delimiter.
func cutArg(s string) (word string, n int, ok bool) {
	var b strings.Builder
	quote := byte(0)
	for ; n < len(s); n++ {
		ch := s[n]
		switch {
		case quote == 0 && (ch == ',' || ch == ')'):
			return b.String(), n, true
		case ch == quote:
			quote = 0
		case quote == 0 && (ch == '"' || ch == '\''):
			quote = ch
		case ch == '\\' && quote != '\'' && n+1 < len(s) && unescape(s[n+1]) != 0:
			n++
			b.WriteByte(unescape(s[n]))
		default:
			b.WriteByte(ch)
		}
	}
	return "", n, false
}

// unescape returns what a backslash before c means, or 0 when the backslash stays.
func unescape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case ' ', '\\', '"', '\'':
		return c
	}
	return 0
}

// canonArgs writes an argument list so that split gives the same words again.
func canonArgs(words []string) string {
	if len(words) == 0 {
		return ""
	}
	if len(words) == 1 && words[0] == "" {
		return `("")`
	}
	var b strings.Builder
	for i, w := range words {
		b.WriteByte("(,"[min(i, 1)])
		if !strings.ContainsAny(w, ",()\"'\\ \t\r\n#]") {
			b.WriteString(w)
			continue
		}
		b.WriteByte('"')
		b.WriteString(argEscaper.Replace(w))
		b.WriteByte('"')
	}
	b.WriteByte(')')
	return b.String()
}

var argEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// compile turns one word into what its declaration wants.
func (c *call) compile(i int, word string, given bool) (v ArgValue, err error) {
	k := c.specs[i].Kind
	given = given && (word != "" || k == ArgStr || k == ArgStrOrVar || !c.specs[i].Optional)
	v = ArgValue{Set: given, Text: word}
	switch {
	case k >= ArgFrontend:
		v.Ref, err = c.resolve(i, word)
		return v, err
	case !given:
		return v, nil
	}
	switch k {
	case ArgInt:
		v.Int, err = parseInt(word)
	case ArgTime:
		var d time.Duration
		d, err = clock.ParseDuration(word, time.Millisecond)
		v.Int = int64(d)
	case ArgSize:
		v.Int, err = clock.ParseSize(word)
	case ArgIPv4, ArgIPv6:
		v.IP, err = parseIP(word, k == ArgIPv6)
	case ArgMask4, ArgMask6:
		v.IP, err = parseMask(word, map[ArgKind]int{ArgMask4: 32, ArgMask6: 128}[k])
	case ArgVar:
		return c.variable(v)
	case ArgIntOrVar:
		if v.Int, err = parseInt(word); err != nil {
			return c.variable(v)
		}
	case ArgStrOrVar:
		if vr, e := ParseVar(word); e == nil {
			v.Ref = vr
		}
	}
	if err != nil && word == "" {
		return v, c.errorf(i, "expected type '%v' at position %d, but got nothing", k, i+1)
	}
	if err != nil {
		return v, c.errorf(i, "failed to parse '%s' as type '%v' at position %d", word, k, i+1)
	}
	return v, nil
}

func (c *call) variable(v ArgValue) (ArgValue, error) {
	vr, err := ParseVar(v.Text)
	if err != nil {
		return v, fmt.Errorf("invalid args in %s '%s' : %w", c.kind, c.name, err)
	}
	v.Ref = vr
	return v, nil
}

// resolve finds the object an argument names.
func (c *call) resolve(i int, name string) (any, error) {
	if c.env.Resolve == nil {
		return nil, fmt.Errorf("%s '%s' needs a %v, and there is none here", c.kind, c.name, c.specs[i].Kind)
	}
	ref, err := c.env.Resolve(c.specs[i].Kind, name)
	if err != nil {
		_, proxy, _ := strings.Cut(c.env.Proxy, " ")
		return nil, fmt.Errorf("%w referenced in arg %d of %s '%s' in proxy %s", err, i+1, c.label, c.name, proxy)
	}
	return ref, nil
}

// parseInt reads a decimal integer; one that does not fit is saturated, as in the reference.
func parseInt(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return n, nil
	}
	return n, err
}

func parseIP(s string, six bool) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err == nil && (a.Is4() == six || a.Zone() != "") {
		return a, fmt.Errorf("%s is of the other family", s)
	}
	return a, err
}

// parseMask reads a mask of width bits: a number of leading ones, or an address that is one run of them.
func parseMask(s string, width int) (netip.Addr, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		a, err := parseIP(s, width == 128)
		if err != nil {
			return a, err
		}
		n = leadingOnes(a.AsSlice())
		if p, _ := a.Prefix(n); p.Addr() != a {
			return a, fmt.Errorf("%s is no mask", s)
		}
		return a, nil
	}
	if n < 0 || n > width {
		return netip.Addr{}, fmt.Errorf("%d is not between 0 and %d", n, width)
	}
	ones := netip.AddrFrom16([16]byte{0: 0xff, 1: 0xff, 2: 0xff, 3: 0xff, 4: 0xff, 5: 0xff, 6: 0xff, 7: 0xff,
		8: 0xff, 9: 0xff, 10: 0xff, 11: 0xff, 12: 0xff, 13: 0xff, 14: 0xff, 15: 0xff})
	if width == 32 {
		ones = netip.AddrFrom4([4]byte{0xff, 0xff, 0xff, 0xff})
	}
	p, err := ones.Prefix(n)
	return p.Addr(), err
}

func leadingOnes(b []byte) (n int) {
	for _, c := range b {
		ones := bits.LeadingZeros8(^c)
		if n += ones; ones < 8 {
			break
		}
	}
	return n
}
