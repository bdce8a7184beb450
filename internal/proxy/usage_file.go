package proxy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// maxLearned bounds the file of what was learned.
const maxLearned = 16 << 20

// readLearned reads what was learned before; there is nothing when the file is not there yet.
func readLearned(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && len(text) > maxLearned:
		err = errors.New("the file is too large")
	}
	return text, err
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
