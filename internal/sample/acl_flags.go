package sample

import (
	"fmt"
	"strconv"
	"strings"
)

// flags reads the flags at the beginning of words into x and o, and returns all patterns, those of files included.
// A nil result means that the ACL has none and says so nowhere. -u names the list for the Runtime API and means
// nothing to traffic.
func (x *aclExpr) flags(words []string, o *patternOpts) (patterns []string, err error) {
	var files []string
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		flag, arg, used := words[0], "", 1
		if len(words) > 1 {
			arg = words[1]
		}
		switch flag {
		case "-i":
			o.fold = true
		case "-n":
			o.noDNS = true
		case "-M":
			o.values = true
		case "-f":
			files, used = append(files, arg), 2
		case "-m":
			x.method, used = arg, 2
			if _, ok := methods[arg]; !ok {
				return nil, fmt.Errorf("unknown matching method '%s' when parsing ACL expression", arg)
			}
		case "-u":
			used = 2
			if _, err := strconv.Atoi(arg); err != nil {
				return nil, fmt.Errorf("the argument of -u must be an integer")
			}
		case "--":
			words, patterns = words[1:], []string{}
			return x.readFiles(files, append(patterns, words...), *o)
		default:
			if _, err := strconv.Atoi(flag); err == nil {
				return x.readFiles(files, append(patterns, words...), *o) // a negative number
			}
			return nil, fmt.Errorf("'%s' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'", flag)
		}
		words = words[min(used, len(words)):]
	}
	return x.readFiles(files, append(patterns, words...), *o)
}

// readFiles puts the patterns of the files in front of the others.
func (x *aclExpr) readFiles(files, patterns []string, o patternOpts) ([]string, error) {
	all := patterns
	if len(files) > 0 {
		all = []string{}
	}
	for _, name := range files {
		words, err := readPatterns(name, o)
		if err != nil {
			return nil, err
		}
		all = append(all, words...)
	}
	if len(files) > 0 {
		all = append(all, patterns...)
	}
	return all, nil
}
