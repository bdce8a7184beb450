package conf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// A Source is the text of one file under the name that messages use.
type Source struct {
	Name string
	Text []byte
}

// ReadSources reads files, and in place of a directory its *.cfg files that do
// not start with a dot, in the order of their bytes. What cannot be read is
// reported.
func ReadSources(paths []string, d *Diagnostics) []Source {
	var sources []Source
	for _, p := range paths {
		names, err := expandPath(p)
		if err != nil {
			d.Add(Message{Shape: Config, Abort: true,
				Text: fmt.Sprintf("Cannot open configuration file/directory %s : %s", p, reason(err))})
			continue
		}
		for _, n := range names {
			text, err := os.ReadFile(n)
			if err != nil {
				d.Add(Message{Shape: Config, Abort: true,
					Text: fmt.Sprintf("Could not open configuration file %s : %s", n, reason(err))})
				continue
			}
			sources = append(sources, Source{n, text})
		}
	}
	return sources
}

// expandPath returns path, or the configuration files in it.
func expandPath(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".cfg") {
			continue
		}
		full := filepath.Join(path, name)
		if info, err := os.Stat(full); err == nil && info.Mode().IsRegular() {
			names = append(names, full)
		}
	}
	slices.Sort(names)
	return names, nil
}

// reason returns the system's own text of a file error, as the reference
// prints it.
func reason(err error) string {
	var no syscall.Errno
	var pe *fs.PathError
	switch {
	case errors.As(err, &no):
		text := no.Error()
		return strings.ToUpper(text[:1]) + text[1:]
	case errors.As(err, &pe):
		return pe.Err.Error()
	}
	return err.Error()
}
