package app

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Options is what the command line asks for.
type Options struct {
	Files []string // -f, and all behind --
	Dir   string   // -C

	Version, Build, VersionOnly bool   // -v, -vv, -vq
	VersionForm                 string // what follows -vq: s the short form, b the branch
	Check                       bool   // -c
	Condition                   string // -cc
	HasCondition                bool
	Dump                        *string // -dC[key]
	Keywords                    *string // -dK<classes>

	Foreground, Daemon, Debug  bool // -db, -D, -d
	Master, Systemd            bool // -W, -Ws
	MasterSocket               string
	Finish, Terminate          []int // -sf, -st
	TakeOver                   string
	PidFile                    string
	Quiet, Verbose             bool
	ZeroWarning, Diag, Lenient bool // -dW, -dD, -dr
	Maxconn, ProxyMaxconn      int
	MemoryMB                   int
	Peer                       string
	IPv4Only, NoVerify         bool // -4, -dV
	NoSplice                   bool // -dS
}

// errUsage says that the command line asks for help, or for what there is not.
var errUsage = errors.New("usage")

// errVector is the reference's word about an option at the end that lacks its argument.
var errVector = errors.New("failed to copy argv.")

// An argument parser walks over the words of the command line.
type argv struct {
	words []string
	o     Options
}

// ParseArgs reads the words behind the program's name.
func ParseArgs(words []string) (*Options, error) {
	a := argv{words: words}
	for len(a.words) > 0 {
		word := a.words[0]
		a.words = a.words[1:]
		if err := a.option(word); err != nil {
			return nil, err
		}
	}
	return &a.o, nil
}

// option takes one option and what belongs to it.
func (a *argv) option(word string) error {
	if word == "--" {
		a.o.Files = append(a.o.Files, a.words...)
		a.words = nil
		return nil
	}
	if set, ok := switches[word]; ok {
		set(&a.o)
		return nil
	}
	if take, ok := values[word]; ok {
		if len(a.words) == 0 {
			return missing(word)
		}
		value := a.words[0]
		a.words = a.words[1:]
		return take(&a.o, value)
	}
	switch {
	case word == "-sf":
		return a.pids(&a.o.Finish)
	case word == "-st":
		return a.pids(&a.o.Terminate)
	case strings.HasPrefix(word, "-vq"):
		a.o.VersionOnly, a.o.VersionForm = true, word[3:]
		return nil
	case strings.HasPrefix(word, "-dC"):
		key := word[3:]
		a.o.Dump = &key
		return nil
	case strings.HasPrefix(word, "-dK"):
		classes := word[3:]
		a.o.Keywords = &classes
		return nil
	case harmless(word):
		return nil
	}
	return errUsage
}

func missing(word string) error {
	if word == "-f" {
		return errVector
	}
	return errUsage
}

// pids takes numbers up to the next option; there may be none.
func (a *argv) pids(list *[]int) error {
	for len(a.words) > 0 && !strings.HasPrefix(a.words[0], "-") {
		for _, text := range strings.Fields(a.words[0]) {
			pid, err := strconv.Atoi(text)
			if err != nil || pid <= 0 {
				return fmt.Errorf("'%s' is not a process number.", text)
			}
			*list = append(*list, pid)
		}
		a.words = a.words[1:]
	}
	return nil
}

// switches are the options without an argument.
var switches = map[string]func(*Options){
	"-v":  func(o *Options) { o.Version = true },
	"-vv": func(o *Options) { o.Version, o.Build = true, true },
	"-c":  func(o *Options) { o.Check = true },
	"-d":  func(o *Options) { o.Debug, o.Foreground = true, true },
	"-db": func(o *Options) { o.Foreground = true },
	"-D":  func(o *Options) { o.Daemon = true },
	"-W":  func(o *Options) { o.Master = true },
	"-Ws": func(o *Options) { o.Master, o.Systemd = true, true },
	"-q":  func(o *Options) { o.Quiet = true },
	"-V":  func(o *Options) { o.Verbose = true },
	"-dW": func(o *Options) { o.ZeroWarning = true },
	"-dD": func(o *Options) { o.Diag = true },
	"-dr": func(o *Options) { o.Lenient = true },
	"-dV": func(o *Options) { o.NoVerify = true },
	"-dS": func(o *Options) { o.NoSplice = true },
	"-4":  func(o *Options) { o.IPv4Only = true },
}

// values are the options with one argument.
var values = map[string]func(*Options, string) error{
	"-f":  func(o *Options, v string) error { o.Files = append(o.Files, v); return nil },
	"-C":  func(o *Options, v string) error { o.Dir = v; return nil },
	"-p":  func(o *Options, v string) error { o.PidFile = v; return nil },
	"-L":  func(o *Options, v string) error { o.Peer = v; return nil },
	"-x":  func(o *Options, v string) error { o.TakeOver = v; return nil },
	"-S":  func(o *Options, v string) error { o.MasterSocket = v; return nil },
	"-cc": func(o *Options, v string) error { o.Condition, o.HasCondition = v, true; return nil },
	"-n":  number(func(o *Options) *int { return &o.Maxconn }),
	"-N":  number(func(o *Options) *int { return &o.ProxyMaxconn }),
	"-m":  number(func(o *Options) *int { return &o.MemoryMB }),
}

func number(field func(*Options) *int) func(*Options, string) error {
	return func(o *Options, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return fmt.Errorf("'%s' is not a number of 0 or more.", v)
		}
		*field(o) = n
		return nil
	}
}

// harmless reports whether an option only steers the debugging of the reference's machinery: memory, pollers,
// forking, traces. Nothing here depends on it.
func harmless(word string) bool {
	for _, o := range []string{"-dM", "-dA", "-dt", "-dL", "-dc"} {
		if strings.HasPrefix(word, o) {
			return true
		}
	}
	for _, o := range []string{"-dF", "-dG", "-dI", "-dR", "-dT", "-dZ", "-de", "-dk", "-dp", "-dv"} {
		if word == o {
			return true
		}
	}
	return false
}
