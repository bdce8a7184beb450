package proxy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"metergate/internal/cert"
	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "crt-store", In: conf.CrtStore, Name: conf.MayName,
		Help: "Certificates and where their files are. Others name them as @<store>/<file> or @<store>/<alias>; those of a store without a name by their file, or as @/<alias>.",
	})
}

// The lines of a section crt-store.
var (
	dirStoreCrtBase = storeBase("crt-base", "Where the files of crt are when their names are relative.")
	dirStoreKeyBase = storeBase("key-base", "Where the files of key are when their names are relative.")
	dirStoreLoad    = conf.List(conf.Spec{
		Name: "load", In: conf.CrtStore, Usage: "load crt <file> [key <file>] [alias <name>] [jwt {on | off}] [ocsp-update off]",
		Help: "A certificate with its chain, and its key unless it is in the same file. With jwt, converters may check and decrypt tokens with it.",
	}, parseLoad)
)

func storeBase(name, help string) *conf.Key[string] {
	return conf.Scalar(conf.Spec{Name: name, In: conf.CrtStore, Usage: name + " <folder>", Help: help}, func(a *conf.Args) (string, error) {
		if len(dirStoreLoad.Own(a.Section().Bag)) > 0 {
			return "", fmt.Errorf("'%s' can't be used after a load line, use it at the beginning of the section.", name)
		}
		return a.Text("a directory path")
	})
}

// A loadLine is what a line load says.
type loadLine struct {
	crt, key, alias string
	jwt             bool
}

// loadRefused are the words of a line load that stand for what is not there.
var loadRefused = strings.Fields("ocsp issuer sctl acme domains ips generate-dummy keytype bits curves")

func parseLoad(a *conf.Args) (l loadLine, err error) {
	for !a.Done() && err == nil {
		switch word := a.Next().Text; word {
		case "crt":
			l.crt, err = a.Text("a certificate")
		case "key":
			l.key, err = a.Text("a private key")
		case "alias":
			l.alias, err = a.Text("a name")
		case "jwt":
			l.jwt, err = loadSwitch(a, word)
		case "ocsp-update":
			var on bool
			if on, err = loadSwitch(a, word); on {
				err = errors.New("'ocsp-update on' is not supported: OCSP responses are not fetched.")
			}
		default:
			err = fmt.Errorf("'load %s' in section 'crt-store': unknown keyword '%s'.", word, word)
			if slices.Contains(loadRefused, word) {
				err = fmt.Errorf("'load %s' in section 'crt-store': '%s' is not supported.", word, word)
			}
		}
	}
	if err == nil && l.crt == "" {
		err = errors.New("'load' in section 'crt-store': mandatory 'crt' parameter not found.")
	}
	return l, err
}

func loadSwitch(a *conf.Args, name string) (bool, error) {
	word := a.Next().Text
	if word != "on" && word != "off" {
		return false, fmt.Errorf("cannot parse '%s' value '%s', 'on' or 'off' is expected.", name, word)
	}
	return word == "on", nil
}

// crtStores loads the certificates of the sections crt-store.
func (c *compiler) crtStores() {
	c.g.Credentials = newCredentials()
	c.g.Credentials.Store.WholeFiles = !dirExtraFiles.Or(c.g.Global.Bag, allExtraFiles).keys
	c.g.Lists.Certs = c.g.Credentials.Store
	c.g.Lists.AllowJWE(dirJWEAlgs.Or(c.g.Global.Bag, nil), dirJWEEncs.Or(c.g.Global.Bag, nil))
	for s := range c.file.Each("crt-store") {
		if strings.Contains(s.Name, "/") {
			c.alert(s.Pos, conf.Header, "the name of a crt-store holds no slash: '%s'.", s.Name)
			continue
		}
		for _, line := range dirStoreLoad.All(s.Bag) {
			if err := c.loadLine(s, line.Value); err != nil {
				c.alert(line.Pos, conf.Loose, "%v", err)
			}
		}
	}
}

// loadLine puts a certificate in the store. Its name must be new: what a bind or server line above has loaded by its file
// cannot be declared any more.
func (c *compiler) loadLine(s *conf.Section, l loadLine) error {
	global := c.g.Global.Bag
	crt := based(l.crt, dirStoreCrtBase.Or(s.Bag, dirCrtBase.Or(global, "")))
	name := storeName(s.Name, l, crt)
	pair, err := c.readStored(crt, l.key, dirStoreKeyBase.Or(s.Bag, dirKeyBase.Or(global, "")))
	if err != nil {
		return err
	}
	store := c.g.Credentials.Store
	if _, err := store.Certs.Add(name, pair); err != nil || c.usedAbove(s, name) {
		return fmt.Errorf("'load' in section 'crt-store': store '%s' was already defined.", name)
	}
	store.AllowJWT(name, l.jwt)
	return nil
}

// storeName returns what others call a certificate.
func storeName(store string, l loadLine, crt string) string {
	switch {
	case l.alias != "":
		return "@" + store + "/" + l.alias
	case store == "":
		return crt
	case filepath.IsAbs(l.crt):
		return "@" + store + l.crt
	}
	return "@" + store + "/" + l.crt
}

// usedAbove reports whether a line above the section names a certificate.
func (c *compiler) usedAbove(s *conf.Section, name string) bool {
	for p := range c.file.Each("frontend", "listen", "crt-store") {
		if p == s {
			return false
		}
		for _, line := range dirBind.All(p.Bag) {
			for _, key := range []*conf.ListKey[certSource]{bindDefaultCrt, bindCrt} {
				for _, e := range key.All(line.Value.bag) {
					if c.crtName(e.Value.name) == name {
						return true
					}
				}
			}
		}
	}
	return false
}

// readStored reads a certificate and its key.
func (c *compiler) readStored(crt, key, keys string) (*cert.Pair, error) {
	text, err := os.ReadFile(crt)
	if err != nil {
		return nil, fmt.Errorf("cannot open the file '%s'.\n '%s' cannot be read or parsed.", crt, crt)
	}
	pair, err := cert.ParsePair(text)
	if err != nil {
		return nil, fmt.Errorf("unable to load certificate from file '%s' : %w.", crt, err)
	}
	pair.Files.Crt = crt
	if key == "" && pair.Key() != nil {
		pair.Files.Key = crt
		return pair, mismatched(pair.Whole(), crt)
	}
	if key == "" && c.g.Credentials.Store.WholeFiles {
		return pair, nil // enough for tokens; what shows it asks for the key
	}
	pair.Files.Key = crt + ".key"
	if key != "" {
		pair.Files.Key = based(key, keys)
	}
	switch err := pair.ReadKey(); {
	case err == cert.ErrNoKey && key == "":
		pair.Files.Key = ""
		return pair, nil // enough for tokens; what shows it asks for the key
	case err == cert.ErrNoKey:
		return nil, fmt.Errorf("No Private Key found in '%s'.", pair.Files.Key)
	case err != nil:
		return nil, mismatched(err, crt)
	}
	return pair, nil
}

func mismatched(err error, crt string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("unable to load certificate from file '%s' : %w.", crt, err)
}
