package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/sample"
)

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
		return nil // there is no such version, nor anything in it
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
