package sample

import (
	"errors"
	"fmt"
	"slices"
)

// Add adds a pattern to the version in use.
func (l *List) Add(text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.add(text, value)
}

func (l *List) add(text, value string) error {
	p, err := l.pattern(text, value)
	if err != nil {
		return err
	}
	for _, v := range l.views {
		if err := v.add(p); err != nil {
			return err
		}
	}
	l.patterns = append(l.patterns, p)
	if l.texts != nil {
		l.texts[text] = append(l.texts[text], p)
	}
	return nil
}

// AddTo adds a pattern to a version.
func (l *List) AddTo(version uint32, text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if version == l.version {
		return l.add(text, value)
	}
	list, ok := l.prepared[version]
	if !ok {
		return ErrNoVersion
	}
	p, err := l.pattern(text, value)
	if err != nil {
		return err
	}
	for _, v := range l.views {
		if _, err := v.method.build([]*Pattern{p}, v.opts); err != nil {
			return err
		}
	}
	l.prepared[version] = append(list, p)
	return nil
}

// pattern makes a pattern that comes behind all others.
func (l *List) pattern(text, value string) (*Pattern, error) {
	p := &Pattern{Text: text, seq: l.seq}
	l.seq++
	if l.Values {
		p.set(value)
	}
	return p, l.fits(p)
}

// fits checks that the pattern's value is of the types that converters ask for.
func (l *List) fits(p *Pattern) error {
	for _, v := range l.views {
		if _, ok := p.as(v.out); l.Values && !ok {
			return fmt.Errorf("unable to parse '%s'", p.Value())
		}
	}
	return nil
}

// Set gives the patterns of that text another value.
func (l *List) Set(text, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set(l.named(text), value)
}

// SetOne gives the pattern of that number another value.
func (l *List) SetOne(seq uint64, value string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.set(l.numbered(seq), value)
}

func (l *List) set(which []*Pattern, value string) error {
	trial := &Pattern{}
	trial.set(value)
	if err := l.fits(trial); err != nil {
		return err
	}
	if len(which) == 0 {
		return ErrNoPattern
	}
	for _, p := range which {
		p.set(value)
	}
	return nil
}

// Has tells whether the version in use has a pattern of that text.
func (l *List) Has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.named(text)) > 0
}

// Put gives the patterns of that text another value, or adds one.
func (l *List) Put(text, value string) error {
	if err := l.Set(text, value); !errors.Is(err, ErrNoPattern) {
		return err
	}
	return l.Add(text, value)
}

// Remove takes the patterns of that text out.
func (l *List) Remove(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.remove(l.named(text))
}

// RemoveOne takes the pattern of that number out.
func (l *List) RemoveOne(seq uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.remove(l.numbered(seq))
}

func (l *List) remove(which []*Pattern) error {
	if len(which) == 0 {
		return ErrNoPattern
	}
	delete(l.texts, which[0].Text)
	for _, p := range which {
		p.gone.Store(true)
	}
	l.removed += len(which)
	if l.removed > len(l.patterns)/2 {
		l.patterns, l.removed = slices.DeleteFunc(l.patterns, (*Pattern).isGone), 0
		l.texts = nil
	}
	return nil
}

func (p *Pattern) isGone() bool { return p.gone.Load() }

// named gives the patterns of a text, of the version in use.
func (l *List) named(text string) []*Pattern {
	if l.texts == nil {
		l.texts = make(map[string][]*Pattern, len(l.patterns))
		for _, p := range l.patterns {
			if !p.isGone() {
				l.texts[p.Text] = append(l.texts[p.Text], p)
			}
		}
	}
	return l.texts[text]
}

// numbered gives the patterns of the text that the pattern of a number has, if that is in use.
func (l *List) numbered(seq uint64) []*Pattern {
	for _, p := range l.patterns {
		if p.seq == seq && !p.isGone() {
			return l.named(p.Text)
		}
	}
	return nil
}
