package proxy

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
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

// readCert reads a certificate, its chain and its key: out of one file, or the key out of <file>.key, beside it or in the
// folder keys.
func readCert(name, keys string) (*tls.Certificate, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("unable to load certificate from file '%s' : %s.", name, reasonOf(err))
	}
	key := text
	if !holdsKey(text) {
		if key, err = readKey(name+".key", keys); err != nil {
			return nil, fmt.Errorf("No Private Key found in '%s'.", name+".key")
		}
	}
	cert, err := tls.X509KeyPair(text, key)
	if err != nil {
		return nil, fmt.Errorf("unable to load certificate from file '%s' : %w.", name, err)
	}
	return &cert, nil
}

func holdsKey(text []byte) bool {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if strings.HasSuffix(block.Type, "PRIVATE KEY") {
			return true
		}
	}
	return false
}

func readKey(name, folder string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err != nil && folder != "" {
		return os.ReadFile(filepath.Join(folder, filepath.Base(name)))
	}
	return text, err
}

// readRoots reads certificate authorities: a file, all files of a folder, or those of the system.
func readRoots(name string) (*x509.CertPool, error) {
	if name == "@system-ca" {
		return x509.SystemCertPool()
	}
	files, err := certFiles(name)
	if err != nil {
		return nil, fmt.Errorf("unable to load CA file '%s' : No such file or directory.", name)
	}
	pool := x509.NewCertPool()
	found := false
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("unable to load CA file '%s' : %s.", file, reasonOf(err))
		}
		found = pool.AppendCertsFromPEM(bytes.TrimSpace(text)) || found
	}
	if !found {
		return nil, fmt.Errorf("unable to load CA file '%s' : no certificate in it.", name)
	}
	return pool, nil
}

// based puts a relative file name into the folder that is configured for its kind.
func based(name, folder string) string {
	if folder == "" || filepath.IsAbs(name) || strings.HasPrefix(name, "@") {
		return name
	}
	return filepath.Join(folder, name)
}
