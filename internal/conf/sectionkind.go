package conf

import (
	"cmp"
	"maps"
	"slices"
)

// A NameRule says whether the header of a section carries a name.
type NameRule uint8

// The rules.
const (
	NoName NameRule = iota
	MayName
	MustName
)

// A SectionKind declares a kind of section.
type SectionKind struct {
	Kind   string
	In     Scope // the scope of its directives
	Name   NameRule
	Help   string
	Reason string // of a refusal; empty when supported
	Unused string // why nothing can use what it declares, so that it is passed over; empty when something can
}

// sectionKinds holds the kinds by name.
var sectionKinds = map[string]SectionKind{}

// DeclareSection adds a kind of section; one that was refused becomes supported.
func DeclareSection(k SectionKind) {
	old, ok := sectionKinds[k.Kind]
	switch {
	case !ok:
	case old.Reason != "" && k.Reason == "":
		superseded = append(superseded, k.Kind)
	case old.Reason == "" && k.Reason != "":
		superseded = append(superseded, k.Kind)
		return
	default:
		panic("conf: section " + k.Kind + " is declared twice")
	}
	sectionKinds[k.Kind] = k
}

// SectionKinds returns the kinds of sections, sorted by name, for the manual.
func SectionKinds() []SectionKind {
	return slices.SortedFunc(maps.Values(sectionKinds), func(x, y SectionKind) int { return cmp.Compare(x.Kind, y.Kind) })
}

func init() {
	for _, k := range []SectionKind{
		{Kind: "global", In: Global, Name: NoName, Help: "Settings of the process. May be repeated; all count as one."},
		{Kind: "defaults", In: Defaults, Name: MayName, Help: "Settings that the sections below inherit."},
		{Kind: "frontend", In: Frontend, Name: MustName, Help: "Accepts clients and picks a backend."},
		{Kind: "backend", In: Backend, Name: MustName, Help: "A set of servers and how to use them."},
		{Kind: "listen", In: Listen, Name: MustName, Help: "A frontend and a backend in one."},
	} {
		DeclareSection(k)
	}
}
