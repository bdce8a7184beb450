package proxy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// certFiles returns the files of a certificate option: the file itself, or all of a folder in the order of their names.
func certFiles(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("unable to stat SSL certificate from file '%s' : %s.", name, reasonOf(err))
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, fmt.Errorf("unable to scan directory '%s' : %s.", name, reasonOf(err))
	}
	var files []string
	for _, e := range entries {
		if path := filepath.Join(name, e.Name()); isCertFile(path) {
			files = append(files, path)
		}
	}
	return files, nil
}

// isCertFile reports whether a file of a folder of certificates is one: a plain file that belongs to no other.
func isCertFile(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(filepath.Base(path), ".") {
		return false
	}
	switch filepath.Ext(path) {
	case ".key", ".issuer", ".ocsp", ".sctl":
		return false
	}
	return true
}

// reasonOf says why the system refused something, in its own words.
func reasonOf(err error) string {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return err.Error()
	}
	text := errno.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// based puts a relative file name into the folder that is configured for its kind.
func based(name, folder string) string {
	if folder == "" || filepath.IsAbs(name) || strings.HasPrefix(name, "@") {
		return name
	}
	return filepath.Join(folder, name)
}
