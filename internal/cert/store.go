package cert

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A Store holds all that a process knows of certificates.
type Store struct {
	Certs Shelf[Pair]
	CAs   Shelf[Bundle]
	CRLs  Shelf[Bundle]

	// WholeFiles says that a key is in the file of its certificate: none is looked for in <name>.key. It is set before anything
	// is loaded.
	WholeFiles bool

	jwt    snapshot[map[string]bool]
	mu     sync.Mutex // of writers of jwt
	sealed bool
}

// JWT reports whether converters may check and decrypt tokens with the certificate of a name. Code on loops may ask.
func (s *Store) JWT(name string) bool { return s.jwt.get()[name] }

// AllowJWT says whether they may.
func (s *Store) AllowJWT(name string, yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := map[string]bool{}
	for n := range s.jwt.get() {
		names[n] = true
	}
	delete(names, name)
	if yes {
		names[name] = true
	}
	s.jwt.set(names)
}

// ForJWT returns the pair of a name for checking or decrypting tokens, nil when there is none that may be used for that.
// Code on loops may ask.
func (s *Store) ForJWT(name []byte) *Pair {
	if !s.jwt.get()[string(name)] {
		return nil
	}
	if i := s.Certs.items.get()[string(name)]; i != nil {
		return i.Get()
	}
	return nil
}

// Seal says that no file is read any more.
func (s *Store) Seal() { s.sealed = true }

// Load returns the certificate of a name: one that is there, else the one in the file of that name, with its key there, in
// <name>.key, or in the file of that name in the folder keys.
func (s *Store) Load(name, keys string) (*Item[Pair], error) {
	if i := s.Certs.Find(name); i != nil {
		return i, nil
	}
	if s.sealed {
		return nil, ErrUnknown
	}
	pair, err := s.readPair(name, keys)
	if err != nil {
		return nil, err
	}
	return s.Certs.Add(name, pair)
}

// readPair reads a certificate and its key.
func (s *Store) readPair(name, keys string) (*Pair, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pair, err := ParsePair(text)
	if err != nil {
		return nil, err
	}
	pair.Files = Files{Crt: name, Key: name}
	if pair.TLS.PrivateKey == nil && !s.WholeFiles {
		pair.Files.Key = name + ".key"
		return pair, pair.readKey(keys)
	}
	return pair, pair.Whole()
}

// ReadKey puts the key in the file that Files names in the pair.
func (p *Pair) ReadKey() error { return p.readKey("") }

func (p *Pair) readKey(folder string) error {
	text, err := os.ReadFile(p.Files.Key)
	if err != nil && folder != "" {
		text, err = os.ReadFile(filepath.Join(folder, filepath.Base(p.Files.Key)))
	}
	if err != nil {
		return ErrNoKey
	}
	if p.TLS.PrivateKey, err = ParseKey(text); err != nil {
		return err
	}
	return p.Whole()
}

// Bundle returns the authorities of a file, a folder or the system, read when they are asked for first.
func (s *Store) Bundle(shelf *Shelf[Bundle], name string) (*Item[Bundle], error) {
	if i := shelf.Find(name); i != nil {
		return i, nil
	}
	if s.sealed {
		return nil, ErrUnknown
	}
	b, err := readBundle(name)
	if err != nil {
		return nil, err
	}
	return shelf.Add(name, b)
}

// ListName is a crt-list's name without the slashes at its end, which mean nothing.
func ListName(name string) string { return strings.TrimRight(name, "/") }
