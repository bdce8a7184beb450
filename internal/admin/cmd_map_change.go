package admin

import (
	"strconv"
	"strings"

	"metergate/internal/sample"
)

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
	case err != nil && len(r.Args) > 0:
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
