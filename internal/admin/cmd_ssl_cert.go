package admin

import (
	"errors"
	"strings"

	"metergate/internal/cert"
)

func init() {
	admin := func(name, args, help string, run func(*Request) error) {
		Register(Command{Name: name, Args: args, Help: help, Level: Admin, Run: run})
	}
	Register(Command{Name: "show ssl cert", Args: "[[*]<name>]", Help: "list certificates, or describe one; behind * what a transaction holds", Level: Operator, Run: runShowCert})
	admin("new ssl cert", "<name>", "make room for a certificate", runNewCert)
	admin("set ssl cert", "<name> <payload>", "begin or go on with a transaction that replaces a certificate", runSetCert)
	admin("commit ssl cert", "<name>", "put what a transaction holds in force", runCommitCert)
	admin("abort ssl cert", "<name>", "forget a transaction", runAbortCert)
	admin("del ssl cert", "<name>", "remove a certificate that nothing uses", runDelCert)
}

// errNoCert is the answer where a certificate is not there.
const errNoCert = message("Can't display the certificate: Not found or the certificate is a bundle!")

// store holds the certificates.
func (r *Request) store() *cert.Store { return r.Gateway().Credentials.Store }

func runShowCert(r *Request) error {
	if len(r.Args) == 0 {
		return listShelf(r, &r.store().Certs, func(*cert.Pair) string { return "" })
	}
	name, pending := strings.CutPrefix(r.Args[0], "*")
	name = strings.TrimPrefix(name, `\`)
	item := r.store().Certs.Find(name)
	if u := r.store().Certs.Pending(); pending && (u == nil || u.Item != item) || item == nil {
		return errNoCert
	}
	return describeCert(r, item, pending)
}

// listShelf lists what is on a shelf, a transaction first, each with a remark.
func listShelf[T any](r *Request, shelf *cert.Shelf[T], remark func(*T) string) error {
	if u := shelf.Pending(); u != nil {
		r.Printf("# transaction\n*%s%s\n", u.Item.Name, remark(u.Next))
	}
	r.Printf("# filename\n")
	for _, i := range shelf.All() {
		if err := r.Printf("%s%s\n", i.Name, remark(i.Get())); err != nil {
			return err
		}
	}
	return nil
}

// describeCert tells what an item holds, or what the transaction about it does.
func describeCert(r *Request, item *cert.Item[cert.Pair], pending bool) error {
	pair, star := item.Get(), ""
	if u := r.store().Certs.Pending(); pending && u != nil {
		pair, star = u.Next, "*"
	}
	r.Printf("Filename: %s%s\n", star, item.Name)
	if pair != nil && pair.Files.Crt != "" {
		r.Printf("Crt filename: %s\n", pair.Files.Crt)
	}
	if pair != nil && pair.Files.Key != "" {
		r.Printf("Key filename: %s\n", pair.Files.Key)
	}
	onOff := map[bool]string{false: "off", true: "on"}
	r.Printf("Option: ocsp-update off\nOption: jwt %s\nStatus: %s\n", onOff[r.store().JWT(item.Name)], certStatus(r, item, pair, pending))
	if pair.Leaf() != nil {
		r.Write(cert.DescribePair(nil, pair))
	}
	return r.Printf("OCSP Response Key: \n")
}

func certStatus(r *Request, item *cert.Item[cert.Pair], pair *cert.Pair, pending bool) string {
	switch {
	case pending:
		return "Uncommitted"
	case pair == nil:
		return "Empty"
	case r.store().JWT(item.Name):
		return "Used for JWT verification"
	case item.Used():
		return "Used"
	}
	return "Unused"
}

func runNewCert(r *Request) error {
	name := r.Arg(0)
	if name == "" {
		return message("'new ssl cert' expects a filename")
	}
	if _, err := r.store().Certs.Add(name, nil); err != nil {
		return messagef("Certificate '%s' already exists!", name)
	}
	return r.Noticef("New empty certificate store '%s'!", name)
}

// runSetCert takes a certificate with its chain and its key, or, for <name>.key, the key alone.
func runSetCert(r *Request) error {
	name := r.Arg(0)
	if name == "" || !r.HasPayload {
		return message("'set ssl cert' expects a filename and a certificate as a payload")
	}
	shelf := &r.store().Certs
	for _, ext := range []string{".ocsp", ".issuer", ".sctl"} {
		if strings.HasSuffix(name, ext) && shelf.Find(name) == nil {
			return messagef("'%s' files are not supported.\nCan't update %s!", ext, name)
		}
	}
	item, change := shelf.Find(name), withPair
	if base, ok := strings.CutSuffix(name, ".key"); ok && item == nil {
		item, change, name = shelf.Find(base), withKey, base
	}
	if u := shelf.Pending(); u != nil && (item == nil || u.Item != item) {
		return messagef("The ongoing transaction is about '%s' but you are trying to set '%s'\nCan't update %s!", u.Item.Name, name, name)
	}
	if item == nil {
		return messagef("Can't replace a certificate which is not referenced by the configuration!\nCan't update %s!", name)
	}
	began, err := shelf.Stage(item, func(old *cert.Pair) (*cert.Pair, error) { return change(old, []byte(r.Payload)) })
	switch {
	case err != nil:
		return messagef("unable to load certificate from file '%s': %v.\nCan't load the payload\nCan't update %s!", name, err, name)
	case began:
		return r.Noticef("Transaction created for certificate %s!", name)
	}
	return r.Noticef("Transaction updated for certificate %s!", name)
}

func withPair(old *cert.Pair, text []byte) (*cert.Pair, error) {
	next, err := cert.ParsePair(text)
	if err == nil && old != nil {
		next.Files = old.Files
	}
	return next, err
}

func withKey(old *cert.Pair, text []byte) (*cert.Pair, error) {
	key, err := cert.ParseKey(text)
	if err != nil {
		return nil, err
	}
	if old == nil {
		old = &cert.Pair{}
	}
	return old.WithKey(key), nil
}

func runCommitCert(r *Request) error {
	name := r.Arg(0)
	if name == "" {
		return message("'commit ssl cert' expects a filename")
	}
	shelf := &r.store().Certs
	u := shelf.Pending()
	whole := func(p *cert.Pair) error {
		if err := p.Whole(); err != cert.ErrNoKey || u.Item.Used() {
			return err
		}
		return nil // enough for tokens
	}
	switch err := shelf.Commit(name, whole); {
	case errors.Is(err, cert.ErrNoPending):
		return messagef("No ongoing transaction! !\nCan't commit %s!", name)
	case errors.Is(err, cert.ErrOther):
		return messagef("The ongoing transaction is about '%s' but you are trying to set '%s'\nCan't commit %s!", u.Item.Name, name, name)
	case errors.Is(err, cert.ErrNoKey):
		_ = shelf.Abort(name) // as clients expect: they begin anew
		return messagef("Committing %s\nunable to load SSL private key into SSL Context '%s': no private key.\nFailed!", name, name)
	case errors.Is(err, cert.ErrMismatch):
		return messagef("inconsistencies between private key and certificate loaded '%s'.\nCan't commit %s!", name, name)
	case err != nil:
		return messagef("%v\nCan't commit %s!", err, name)
	}
	return r.committed(name, u.Item.Uses())
}

// committed puts a change in force, and says so: a dot stands for each line that uses it.
func (r *Request) committed(name string, uses int) error {
	r.Gateway().Credentials.Refresh()
	return r.Printf("Committing %s%s\nSuccess!\n", name, strings.Repeat(".", min(uses, 100)))
}

func runAbortCert(r *Request) error {
	return abortOn(r, &r.store().Certs, "cert", "certificate '%s'")
}

// abortOn forgets a transaction.
func abortOn[T any](r *Request, shelf *cert.Shelf[T], kind, what string) error {
	name := r.Arg(0)
	if name == "" {
		return messagef("'abort ssl %s' expects a filename", kind)
	}
	u := shelf.Pending()
	switch err := shelf.Abort(name); {
	case errors.Is(err, cert.ErrNoPending):
		return message("No ongoing transaction!")
	case err != nil:
		return messagef("The ongoing transaction is about '%s' but you are trying to abort a transaction for '%s'", u.Item.Name, name)
	}
	return r.Noticef("Transaction aborted for "+what+"!", name)
}

func runDelCert(r *Request) error {
	name := r.Arg(0)
	switch {
	case name == "":
		return message("'del ssl cert' expects a certificate name")
	case r.store().JWT(name):
		return messagef("Can't remove the certificate: certificate '%s' in use for JWT validation, can't be deleted!", name)
	}
	switch err := r.store().Certs.Remove(name); {
	case errors.Is(err, cert.ErrUnknown):
		return messagef("Can't remove the certificate: certificate '%s' doesn't exist!", name)
	case err != nil:
		return messagef("Can't remove the certificate: certificate '%s' in use, can't be deleted!", name)
	}
	return r.Noticef("Certificate '%s' deleted!", name)
}
