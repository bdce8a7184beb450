package sample

import (
	"slices"
)

// Prepare makes an empty version beside the one in use, and gives its number.
func (l *List) Prepare() uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	if l.prepared == nil {
		l.prepared = map[uint32][]*Pattern{}
	}
	l.prepared[l.next] = nil
	return l.next
}

// Commit puts a version in the place of the one in use; older ones are forgotten. The one in use may be committed again.
func (l *List) Commit(version uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := l.at(version)
	if err != nil {
		return err
	}
	return l.replace(version, *list)
}

// Clear empties a version.
func (l *List) Clear(version uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.at(version); err != nil {
		return err
	}
	if version == l.version {
		return l.replace(version, nil)
	}
	l.prepared[version] = nil
	return nil
}

// replace puts other patterns in the place of those in use, in all views at once.
func (l *List) replace(version uint32, list []*Pattern) error {
	list = slices.DeleteFunc(list, (*Pattern).isGone)
	built := make([]matcher, len(l.views))
	for i, v := range l.views {
		var err error
		if built[i], err = v.method.build(list, v.opts); err != nil {
			return err
		}
	}
	for i, v := range l.views {
		v.put(levels{{matcher: built[i]}})
	}
	l.patterns, l.version, l.removed, l.texts = list, version, 0, nil
	for n := range l.prepared {
		if n <= version {
			delete(l.prepared, n)
		}
	}
	return nil
}
