package sample

import (
	"fmt"
	"strconv"
	"strings"
)

// aclFlags are the flags of an ACL, and what it is compared with.
type aclFlags struct {
	patternOpts
	files    []string
	patterns []string
	number   int  // of the patterns for the Runtime API, -1 for any
	given    bool // patterns were given, if only by files or by --
}

// flags reads the flags at the beginning of words, and the patterns behind them.
func (x *aclExpr) flags(words []string, env *Env) (f aclFlags, err error) {
	f = aclFlags{patternOpts: patternOpts{env: env}, number: -1}
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		flag, arg, used := words[0], "", 1
		if len(words) > 1 {
			arg = words[1]
		}
		switch flag {
		case "-i":
			f.fold = true
		case "-n":
			f.noDNS = true
		case "-M":
			f.values = true
		case "-f":
			f.files, used = append(f.files, arg), 2
		case "-m":
			x.method, used = arg, 2
			if _, ok := methods[arg]; !ok {
				return f, fmt.Errorf("unknown matching method '%s' when parsing ACL expression", arg)
			}
		case "-u":
			used = 2
			if f.number, err = strconv.Atoi(arg); err != nil || f.number < 0 {
				return f, fmt.Errorf("the argument of -u must be an integer")
			}
		case "--":
			f.given = true
			return f.end(words[1:]), nil
		default:
			if _, err := strconv.Atoi(flag); err == nil {
				return f.end(words), nil // a negative number
			}
			return f, fmt.Errorf("'%s' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'", flag)
		}
		words = words[min(used, len(words)):]
	}
	return f.end(words), nil
}

// end takes the words behind the flags.
func (f aclFlags) end(words []string) aclFlags {
	f.patterns = words
	f.given = f.given || len(words)+len(f.files) > 0
	return f
}

// lists finds the lists of the files, and makes one of the other patterns.
func (f *aclFlags) lists(x *aclExpr) (all []*List, err error) {
	for _, name := range f.files {
		l, err := f.env.lists().file(name, f.patternOpts)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(f.patterns) == 0 && len(all) > 0 && f.number < 0 {
		return all, nil
	}
	words := f.patterns
	if x.method == "int" || x.method == "len" {
		if words, err = joinOperators(words); err != nil {
			return nil, err
		}
	}
	l, err := f.env.lists().inline(words, x.keyword, f.number)
	return append(all, l), err
}
