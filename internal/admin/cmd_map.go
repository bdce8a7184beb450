package admin

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
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

// show lists the lists, or the entries of one.
func (k listKind) show(r *Request) error {
	if len(r.Args) == 0 {
		return k.showAll(r)
	}
	l, version, _, err := k.versioned(r)
	if err != nil {
		return err
	}
	entries, err := l.Patterns(version)
	if err != nil {
		return listError(err, "")
	}
	for _, p := range entries {
		line := fmt.Sprintf("0x%x %s", p.Seq()+1, p.Text)
		if k.values {
			line += " " + p.Value()
		}
		if _, err := r.Write([]byte(line + "\n")); err != nil {
			return err
		}
	}
	return nil
}

func (k listKind) showAll(r *Request) error {
	if err := r.Printf("# id (file) description\n"); err != nil {
		return err
	}
	byID := func(a, b *sample.List) int { return cmp.Compare(a.ID, b.ID) }
	for _, l := range slices.SortedFunc(slices.Values(r.Gateway().Lists.All()), byID) {
		if l.Values != k.values {
			continue
		}
		current, next := l.Versions()
		if err := r.Printf("%d (%s) %s. curr_ver=%d next_ver=%d entry_cnt=%d\n", l.ID, l.File, describeList(l), current, next, l.Len()); err != nil {
			return err
		}
	}
	return nil
}

// describeList tells where a list comes from, and who uses it.
func describeList(l *sample.List) string {
	if l.File == "" {
		return fmt.Sprintf("acl '%s' file '%s' line %d", l.Keyword, l.Uses[0].File, l.Uses[0].Line)
	}
	uses := make([]string, len(l.Uses))
	for i, u := range l.Uses {
		kind := "acl"
		if u.Map {
			kind = "map"
		}
		uses[i] = fmt.Sprintf("by %s at file '%s' line %d", kind, u.File, u.Line)
	}
	return fmt.Sprintf("pattern loaded from file '%s' used %s", l.From, strings.Join(uses, ", "))
}

// get looks a value up by every method that the configuration uses.
func (k listKind) get(r *Request) error {
	if len(r.Args) < 2 {
		return messagef("Missing %s identifier and/or key.", k.what)
	}
	l, err := k.find(r, r.Args[0])
	if err != nil {
		return err
	}
	for _, m := range l.Search(r.Args[1]) {
		if err := r.Printf("%s\n", k.describe(m)); err != nil {
			return err
		}
	}
	return nil
}

func (k listKind) describe(m sample.Match) string {
	text, found := "case=sensitive", "match"
	if m.Fold {
		text = "case=insensitive"
	}
	if k.values {
		found = "found"
	}
	text = fmt.Sprintf("type=%s, %s, %s=", m.Method, text, found)
	if m.Pattern == nil {
		return text + "no"
	}
	text += "yes, idx="
	switch {
	case m.Method == "ip" || !m.Fold && (m.Method == "str" || m.Method == "beg"):
		text += "tree"
	default:
		text += "list"
	}
	if !k.values {
		return text + fmt.Sprintf(`, pattern="%s"`, m.Pattern.Text)
	}
	return text + fmt.Sprintf(`, key="%s", value="%s", type="str"`, m.Pattern.Text, m.Pattern.Value())
}

// add adds an entry, or those of a payload.
func (k listKind) add(r *Request) error {
	l, version, rest, err := k.versioned(r)
	want := 1
	if k.values {
		want = 2
	}
	switch {
	case len(r.Args) > 0 && err != nil:
		return err
	case k.values && (err != nil || len(rest) != want && !(len(rest) == 0 && r.HasPayload)):
		return message("'add map' expects three parameters (map identifier, key and value) or one parameter (map identifier) and a payload")
	case err != nil || len(rest) != want && !(len(rest) == 0 && r.HasPayload):
		return message("'add acl' expects two parameters: ACL identifier and pattern.")
	case len(rest) == want:
		return listError(l.AddTo(version, rest[0], strings.Join(rest[1:], " ")), "")
	}
	for line := range strings.Lines(r.Payload) {
		if err := k.addLine(l, version, strings.TrimSpace(line)); err != nil {
			return err
		}
	}
	return nil
}

func (k listKind) addLine(l *sample.List, version uint32, line string) error {
	key, value := line, ""
	if k.values {
		i := strings.IndexAny(line, " \t")
		if i < 0 && line != "" {
			return messagef("Missing value for key '%s'.", line)
		}
		if i >= 0 {
			key, value = line[:i], strings.TrimSpace(line[i:])
		}
	}
	if key == "" {
		return nil
	}
	return listError(l.AddTo(version, key, value), "")
}

// reference reads a word that means the entry of a number that show prints.
func reference(word string) (seq uint64, ok bool) {
	ref, ok := strings.CutPrefix(word, "#")
	n, err := strconv.ParseUint(ref, 0, 64)
	return n - 1, ok && err == nil
}

func (k listKind) del(r *Request) error {
	l, err := k.find(r, r.Arg(0))
	switch {
	case err != nil:
		return err
	case len(r.Args) < 2:
		return message("This command expects two parameters: " + k.what + " identifier and key.")
	}
	if seq, ok := reference(r.Args[1]); ok {
		return listError(l.RemoveOne(seq), "Key not found.")
	}
	return listError(l.Remove(r.Args[1]), "Key not found.")
}

func (k listKind) clear(r *Request) error {
	l, version, _, err := k.versioned(r)
	if err != nil {
		return err
	}
	if _, next := l.Versions(); version > next {
		return nil // nothing there yet
	}
	return listError(l.Clear(version), "")
}

func (k listKind) prepare(r *Request) error {
	l, err := k.find(r, r.Arg(0))
	if err != nil {
		return err
	}
	return r.Printf("New version created: %d\n", l.Prepare())
}

func (k listKind) commit(r *Request) error {
	if !strings.HasPrefix(r.Arg(0), "@") {
		return message("Missing version number.")
	}
	l, version, _, err := k.versioned(r)
	if err != nil {
		return err
	}
	return listError(l.Commit(version), "")
}

func runSetMap(r *Request) error {
	k := listKind{name: "map", what: "map", values: true}
	if r.level < Operator {
		return errDenied
	}
	if len(r.Args) < 3 {
		return message("'set map' expects three parameters: map identifier, key and value.")
	}
	l, err := k.find(r, r.Args[0])
	if err != nil {
		return err
	}
	value := strings.Join(r.Args[2:], " ")
	if seq, ok := reference(r.Args[1]); ok {
		return listError(l.SetOne(seq, value), "entry not found.")
	}
	return listError(l.Set(r.Args[1], value), "entry not found.")
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
