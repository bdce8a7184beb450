package conf

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// A loader reads sources line by line: a line is split into words, conditional
// blocks decide whether it counts, and what counts is a section header or a
// directive of the section at hand. Directives take effect at once, because
// setenv changes what the lines below say.
type loader struct {
	diag    *Diagnostics
	env     *Env
	file    *File
	pos     Pos
	section *Section // nil before the first header
	blocks  []block
	names   map[string]*Section // by kind and name; proxies share theirs
	last    *Section            // the defaults section that is in force
	places  places
}

// Load reads sources in order and returns the configuration, which is usable
// only if the diagnostics did not fail. env is changed by the files.
func Load(sources []Source, env *Env) (*File, *Diagnostics) {
	d := new(Diagnostics)
	return LoadInto(sources, env, d), d
}

// LoadInto is Load with diagnostics that may hold messages already.
func LoadInto(sources []Source, env *Env, d *Diagnostics) *File {
	l := &loader{diag: d, env: env, names: map[string]*Section{}}
	l.file = &File{Env: env, Global: &Section{Kind: "global", scope: Global, Bag: NewBag(nil)}}
	d.before = len(d.messages)
	for _, s := range sources {
		if !slices.Contains(d.sources, s.Name) {
			d.sources = append(d.sources, s.Name)
		}
		if err := l.places.enter(s.Name); err != nil {
			l.diag.Alertf("%v", err)
		}
		l.source(s)
	}
	if err := l.places.leave(); err != nil {
		l.diag.Alertf("%v", err)
	}
	l.file.folders = l.places.folders
	return l.file
}

// maxErrors is the number of errors after which a source is not read further:
// what comes then seldom is a configuration.
const maxErrors = 50

// source reads one source. Sections and blocks do not reach beyond it.
func (l *loader) source(s Source) {
	l.pos = Pos{File: s.Name}
	l.section, l.blocks = nil, nil
	text := s.Text
	limit := l.diag.Count(Alert) + maxErrors
	for len(text) > 0 {
		l.pos.Line++
		if l.diag.Count(Alert) >= limit {
			l.alert(Tight, "too many fatal errors (%d), stopping now.", maxErrors)
			break
		}
		line, rest, complete := bytes.Cut(text, []byte{'\n'})
		text = rest
		if !complete {
			l.alert(Tight, "Missing LF on last line, file might have been truncated at position %d.", len(line)+1)
			break
		}
		l.line(string(line))
	}
	if len(l.blocks) > 0 && !l.blocks[len(l.blocks)-1].broken {
		l.abort(Tight, "non-terminated '.if' block.")
	}
}

func (l *loader) alert(s Shape, format string, args ...any) {
	l.diag.Add(Message{Shape: s, Pos: l.pos, Text: fmt.Sprintf(format, args...)})
}

// remark reports what only -dD shows.
func (l *loader) remark(s Shape, format string, args ...any) {
	l.diag.Add(Message{Level: Diag, Shape: s, Pos: l.pos, Text: fmt.Sprintf(format, args...)})
}

func (l *loader) abort(s Shape, format string, args ...any) {
	l.diag.Add(Message{Shape: s, Pos: l.pos, Text: fmt.Sprintf(format, args...), Abort: true})
}

// fault reports an error that a parse function returned.
func (l *loader) fault(err error) {
	m := Message{Shape: Loose, Pos: l.pos, Text: err.Error()}
	var f *Fault
	if errors.As(err, &f) {
		m.Shape, m.Abort = f.Shape, f.Abort
	}
	l.diag.Add(m)
}

func (l *loader) line(text string) {
	words, err := lexLine(text, l.lookup)
	if err != nil {
		l.alert(Tight, "%s", err.Error())
		return
	}
	if len(words) == 0 {
		return
	}
	if !words[0].Quoted && words[0].Text != "" && words[0].Text[0] == '.' {
		l.dot(words)
		return
	}
	if !l.active() {
		return
	}
	if k, ok := sectionKinds[words[0].Text]; ok {
		l.open(k, words)
		return
	}
	if l.section == nil {
		l.alert(Tight, "unknown keyword '%s' out of section.", words[0].Text)
		return
	}
	l.section.Lines = append(l.section.Lines, Line{l.pos, words})
	l.directive(words)
}

// lookup returns a variable as the line at hand sees it: besides the
// environment there are .FILE, .LINE and .SECTION.
func (l *loader) lookup(name string) (string, bool) {
	switch name {
	case ".FILE":
		return l.pos.File, true
	case ".LINE":
		return strconv.Itoa(l.pos.Line), true
	case ".SECTION":
		if l.section == nil {
			return "", false
		}
		return l.section.Kind, true
	}
	return l.env.Lookup(name)
}
