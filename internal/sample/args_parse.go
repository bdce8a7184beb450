package sample

import (
	"fmt"
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

// compile turns one word into what its declaration wants.
func (c *call) compile(i int, word string, given bool) (v ArgValue, err error) {
	k := c.specs[i].Kind
	given = given && (word != "" || k == ArgStr || k == ArgStrOrVar || !c.specs[i].Optional)
	v = ArgValue{Set: given, Text: word}
	switch {
	case k >= ArgFrontend && (given || !c.specs[i].Optional):
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
