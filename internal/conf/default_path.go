package conf

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// places is where relative names of files begin: the process is there while a source is read, and again while the
// configuration is compiled. Names themselves stay as they are written, since maps and certificates are known by them.
type places struct {
	policy  string // of default-path; empty is that of the start
	origin  string
	home    string            // where the process was started, once it matters
	before  []string          // the sources read while it did not matter
	folders map[string]string // of the sources, absolute; that of no name is the first one's
}

func init() {
	register(&Directive{Spec: Spec{
		Name: "default-path", In: Global, Usage: "default-path { current | config | parent | origin <path> }",
		Help: "Where relative names of files begin, from this line on: where the process was started, at the folder of the configuration " +
			"file, at that folder's parent, or at a path. Those of sections other than frontend, backend and listen begin where those of the first " +
			"file do.",
	}, apply: func(a *Args, _ *Bag) error { return a.loader.setPlace(a) }})
}

func (l *loader) setPlace(a *Args) error {
	p := &l.places
	policy := a.Next().Text
	switch policy {
	case "current", "config", "parent":
	case "origin":
		if p.origin = a.Next().Text; p.origin == "" {
			return errors.New("'default-path origin' expects a directory as an argument.")
		}
	default:
		return fmt.Errorf("'default-path' expects 'current', 'config', 'parent' or 'origin', not '%s'.", policy)
	}
	p.policy = policy
	return p.enter(l.pos.File)
}

// enter goes to where the names in a source begin.
func (p *places) enter(source string) error {
	if p.policy == "" {
		p.before = append(p.before, source)
		return nil
	}
	if p.home == "" {
		home, err := os.Getwd()
		if err != nil {
			return fmt.Errorf("cannot find the current directory: %w", err)
		}
		p.home, p.folders = home, map[string]string{}
		for _, name := range p.before {
			p.folders[name] = home
		}
		if len(p.before) > 1 {
			p.folders[""] = home
		}
	}
	folder := p.folder(source)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(p.home, folder)
	}
	if err := os.Chdir(folder); err != nil {
		return fmt.Errorf("'default-path': cannot go to '%s': %s.", folder, reason(err))
	}
	p.folders[source] = folder
	if p.folders[""] == "" {
		p.folders[""] = folder
	}
	return nil
}

// folder is where the names in a source begin, perhaps relative to where the process was started.
func (p *places) folder(source string) string {
	below := source[:strings.LastIndexByte(source, '/')+1]
	switch p.policy {
	case "config":
		return below
	case "parent":
		return below + ".."
	case "origin":
		return p.origin
	}
	return p.home
}

// leave goes back to where the process was started.
func (p *places) leave() error {
	if p.home == "" {
		return nil
	}
	if err := os.Chdir(p.home); err != nil {
		return fmt.Errorf("cannot go back to '%s': %w", p.home, err)
	}
	return nil
}

// Enter goes to where the relative names of files in a source begin, and returns what goes back. The source of no name stands
// for all sections that are compiled together.
func (f *File) Enter(source string) (leave func(), err error) {
	folder := f.folders[source]
	if folder == "" || source != "" && folder == f.folders[""] {
		return func() {}, nil
	}
	home, err := os.Getwd()
	if err == nil {
		err = os.Chdir(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot enter the folder of default-path: %w", err)
	}
	return func() { _ = os.Chdir(home) }, nil // it was there a moment ago
}
