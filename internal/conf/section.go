package conf

import "iter"

// A Section is one section of the files: its header, its lines, its settings.
type Section struct {
	Kind, Name string
	From       string // the defaults section named by the header, if any
	Pos
	Lines    []Line
	Bag      *Bag
	Defaults *Section // what it inherits from, or nil

	scope   Scope
	refused bool
	names   map[string]Pos // names taken by lines of the section, as servers
}

// Scope returns the scopes of the section: a listen section has two.
func (s *Section) Scope() Scope { return s.scope }

// Claim takes a name that must be unique among the lines of one kind in the
// section, and returns where it was taken before, if it was.
func (s *Section) Claim(kind, name string, at Pos) (before Pos, taken bool) {
	key := kind + " " + name
	if before, taken = s.names[key]; taken {
		return before, true
	}
	if s.names == nil {
		s.names = map[string]Pos{}
	}
	s.names[key] = at
	return Pos{}, false
}

// A File is the whole configuration, whatever number of files it came from.
type File struct {
	Global   *Section   // one for all global sections; never nil
	Sections []*Section // all others, in order
	Env      *Env
	folders  map[string]string // where relative names of files begin, by source; see Enter
}

// Each yields the sections of the kinds, in order.
func (f *File) Each(kinds ...string) iter.Seq[*Section] {
	return func(yield func(*Section) bool) {
		for _, s := range f.Sections {
			for _, k := range kinds {
				if s.Kind == k && !yield(s) {
					return
				}
			}
		}
	}
}

// Find returns the section of a kind and name, or nil.
func (f *File) Find(kind, name string) *Section {
	for s := range f.Each(kind) {
		if s.Name == name {
			return s
		}
	}
	return nil
}
