package proxy

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/conf"
)

// A CrtList is lines that name certificates: a file of crt-list, a folder, or what a bind line names itself.
type CrtList struct {
	Name string // empty for what a bind line names itself

	folder   bool
	lines    []*crtLine
	last     int // number of the last line that there was
	bindings []*binding
}

// A crtLine is a line of a list.
type crtLine struct {
	cert.Line
	item     *cert.Item[cert.Pair]
	number   int
	fallback bool // of default-crt
}

// listOptions are the options that lines of lists may have.
var listOptions = strings.Fields("allow-0rtt alpn ca-file ca-verify-file ciphers ciphersuites client-sigalgs crl-file curves ecdhe no-alpn " +
	"no-ca-names npn sigalgs ssl-min-ver ssl-max-ver verify")

// loadOptions are those of lines load that lines of lists may have.
var loadOptions = strings.Fields("key ocsp issuer sctl ocsp-update jwt")

// listFile returns the list in a file, read when it is asked for first.
func (c *compiler) listFile(name string) (*CrtList, error) {
	cr := c.g.Credentials
	if l := cr.lists[name]; l != nil {
		return l, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open file '%s' : %s", name, reasonOf(err))
	}
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		last := text[bytes.LastIndexByte(text, '\n')+1:]
		return nil, fmt.Errorf("parsing [%s:%d]: Missing LF on last line, file might have been truncated at position %d.",
			name, bytes.Count(text, []byte("\n"))+1, len(last)+1)
	}
	l := &CrtList{Name: name}
	for text := range strings.Lines(string(text)) {
		l.last++
		line, err := cert.ParseLine(text)
		if err != nil {
			return nil, fmt.Errorf("parsing [%s:%d]: %w", name, l.last, err)
		}
		if line.Crt == "" {
			continue
		}
		items, err := c.lineItems(&line, fmt.Sprintf("%s:%d", name, l.last))
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			l.lines = append(l.lines, &crtLine{Line: line, item: item, number: l.last})
		}
	}
	cr.lists[name] = l
	return l, nil
}

// lineItems returns the certificates of a line, and looks at its options. at is where the line stands.
func (c *compiler) lineItems(line *cert.Line, at string) ([]*cert.Item[cert.Pair], error) {
	if err := checkListOptions(line.Options, at); err != nil {
		return nil, err
	}
	return c.loadCerts(line.Crt)
}

// checkListOptions refuses options that a line of a list cannot have.
func checkListOptions(options []string, at string) error {
	for i := 0; i < len(options); i++ {
		switch o := options[i]; {
		case slices.Contains(loadOptions, o):
			return fmt.Errorf("parsing [%s]: '%s' is not supported on a line of a list; load the certificate in a crt-store", at, o)
		case !slices.Contains(listOptions, o):
			return fmt.Errorf("parsing [%s]: unknown ssl keyword %s", at, o)
		case !strings.HasPrefix(o, "no-") && o != "allow-0rtt":
			i++
		}
	}
	return nil
}

// listFolder returns the list of the files in a folder, read when it is asked for first.
func (c *compiler) listFolder(name string) (*CrtList, error) {
	cr := c.g.Credentials
	if l := cr.lists[name]; l != nil {
		return l, nil
	}
	files, err := certFiles(name)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no certificate in the folder '%s'.", name)
	}
	l := &CrtList{Name: name, folder: true}
	for _, file := range files {
		item, err := c.loadCert(file)
		if err != nil {
			return nil, err
		}
		l.lines = append(l.lines, &crtLine{Line: cert.Line{Crt: file}, item: item})
	}
	cr.lists[name] = l
	return l, nil
}

// single returns the list of what a bind line names itself: a certificate, or the ones of a bundle.
func (c *compiler) single(name string, fallback bool) (*CrtList, error) {
	items, err := c.loadCerts(name)
	if err != nil {
		return nil, err
	}
	l := &CrtList{}
	for _, item := range items {
		l.lines = append(l.lines, &crtLine{Line: cert.Line{Crt: name}, item: item, fallback: fallback})
	}
	return l, nil
}

// loadCerts loads a certificate, or, when there is none of that name, those of its bundle: <name>.rsa and its like.
func (c *compiler) loadCerts(name string) ([]*cert.Item[cert.Pair], error) {
	name = c.crtName(name)
	item, err := c.loadCert(name)
	if err == nil {
		return []*cert.Item[cert.Pair]{item}, nil
	}
	if !dirExtraFiles.Or(c.g.Global.Bag, allExtraFiles).bundles {
		return nil, err
	}
	var bundle []*cert.Item[cert.Pair]
	for _, kind := range []string{".rsa", ".ecdsa"} {
		if _, missing := os.Stat(name + kind); missing != nil {
			continue
		}
		item, err := c.loadCert(name + kind)
		if err != nil {
			return nil, err
		}
		bundle = append(bundle, item)
	}
	if bundle == nil {
		return nil, err
	}
	return bundle, nil
}

// crtName returns the name of a certificate in the store: a file's, in the folder that is configured for them, or @store/name.
func (c *compiler) crtName(name string) string {
	return based(name, dirCrtBase.Or(c.g.Global.Bag, ""))
}

// loadCert loads the certificate of a name in the store.
func (c *compiler) loadCert(name string) (*cert.Item[cert.Pair], error) {
	item, err := c.g.Credentials.Store.Load(name, dirKeyBase.Or(c.g.Global.Bag, ""))
	if err == nil && item.Get() != nil {
		err = item.Get().Whole()
	}
	var missing *os.PathError
	switch {
	case err == nil:
		return item, nil
	case errors.As(err, &missing):
		return nil, fmt.Errorf("unable to stat SSL certificate from file '%s' : %s.", name, reasonOf(err))
	case errors.Is(err, cert.ErrUnknown):
		return nil, fmt.Errorf("certificate '%s' does not exist!", name)
	case errors.Is(err, cert.ErrNoKey):
		return nil, fmt.Errorf("No Private Key found in '%s'.", name+".key")
	case errors.Is(err, cert.ErrMismatch):
		return nil, fmt.Errorf("inconsistencies between private key and certificate loaded from PEM file '%s'.", name)
	}
	return nil, fmt.Errorf("unable to load certificate from file '%s' : %w.", name, err)
}

// isFolder reports whether a name is a folder's.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() && filepath.Base(name) != ""
}

// lineOptions reads the options of a line for a binding: they inherit from its bind line.
func (c *compiler) lineOptions(line *crtLine, b *conf.Bag) (*conf.Bag, error) {
	return conf.ParseOptions(&conf.Section{}, conf.BindLine, line.Options, b)
}
