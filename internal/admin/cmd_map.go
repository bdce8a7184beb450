package admin

import (
	"errors"
	"strconv"
	"strings"

	"metergate/internal/sample"
)

func init() {
	for _, k := range []listKind{{name: "acl", what: "ACL"}, {name: "map", what: "map", values: true}} {
		k.register()
	}
	Register(Command{Name: "set map", Args: "<map> [<key>|#<ref>] <value>", Help: "change the value of a map's entry", Run: runSetMap})
}

// A listKind is what the lists of patterns are called that a family of commands is about.
type listKind struct {
	name, what string
	values     bool
}

func (k listKind) register() {
	entry := "<pattern>"
	if k.values {
		entry = "<key> <value>"
	}
	id := "<" + k.name + ">"
	add := func(verb, args, help string, run func(k listKind, r *Request) error) {
		Register(Command{Name: verb + " " + k.name, Args: args, Help: help, Run: func(r *Request) error {
			if verb != "show" && verb != "get" && r.level < Operator {
				return errDenied
			}
			return run(k, r)
		}})
	}
	add("show", "[[@<ver>] "+id+"]", "report "+k.what+"s, or the entries of one", listKind.show)
	add("get", id+" <value>", "look a value up in one of the "+k.what+"s", listKind.get)
	add("add", "[@<ver>] "+id+" "+entry, "add an entry to one of the "+k.what+"s", listKind.add)
	add("del", id+" [<key>|#<ref>]", "remove an entry of one of the "+k.what+"s", listKind.del)
	add("clear", "[@<ver>] "+id, "remove all entries of one of the "+k.what+"s", listKind.clear)
	add("prepare", id, "make a new version of one of the "+k.what+"s", listKind.prepare)
	add("commit", "@<ver> "+id, "put a version of one of the "+k.what+"s in use", listKind.commit)
}

// find returns the list that a word names.
func (k listKind) find(r *Request, word string) (*sample.List, error) {
	if word == "" {
		return nil, messagef("Missing %s identifier.", k.what)
	}
	if l := r.Gateway().Lists.Find(word, k.values); l != nil {
		return l, nil
	}
	return nil, messagef("Unknown %s identifier. Please use #<id> or <file>.", k.what)
}

// versioned returns the list that the arguments name and the version before it, else the one in use, and takes both away.
func (k listKind) versioned(r *Request) (l *sample.List, version uint32, rest []string, err error) {
	rest = r.Args
	given := len(rest) > 0 && strings.HasPrefix(rest[0], "@")
	if given {
		n, err := strconv.ParseUint(rest[0][1:], 10, 32)
		if err != nil {
			return nil, 0, nil, message("Version number out of range.")
		}
		version, rest = uint32(n), rest[1:]
	}
	word := ""
	if len(rest) > 0 {
		word, rest = rest[0], rest[1:]
	}
	l, err = k.find(r, word)
	if err == nil && !given {
		version, _ = l.Versions()
	}
	return l, version, rest, err
}

// listError says in the words that clients know why a list was not changed.
func listError(err error, missing string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sample.ErrNoPattern):
		return message(missing)
	case errors.Is(err, sample.ErrNoVersion):
		return message("Version number out of range.")
	}
	return messagef("%v.", err)
}
