package admin

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/cert"
)

func init() {
	for _, k := range []bundleKind{
		{"ca-file", "CA", "CA file", "CAs", func(s *cert.Store) *cert.Shelf[cert.Bundle] { return &s.CAs }},
		{"crl-file", "CRL", "CRL file", "CRLs", func(s *cert.Store) *cert.Shelf[cert.Bundle] { return &s.CRLs }},
	} {
		k.register()
	}
}

// A bundleKind is what the files are called that a family of commands is about.
type bundleKind struct {
	name, short, long, many string
	shelf                   func(*cert.Store) *cert.Shelf[cert.Bundle]
}

func (k bundleKind) register() {
	add := func(verb, args, help string, run func(bundleKind, *Request) error) {
		level := Admin
		if verb == "show" {
			level = Operator
		}
		Register(Command{Name: verb + " ssl " + k.name, Args: args, Help: help, Level: level, Run: func(r *Request) error { return run(k, r) }})
	}
	add("show", "[[*]<name>[:<index>]]", "list the "+k.long+"s, or describe one", bundleKind.show)
	add("new", "<name>", "make room for a "+k.long, bundleKind.create)
	add("set", "<name> <payload>", "begin a transaction that replaces a "+k.long, bundleKind.set)
	add("commit", "<name>", "put what a transaction about a "+k.long+" holds in force", bundleKind.commit)
	add("abort", "<name>", "forget a transaction about a "+k.long, bundleKind.abort)
	add("del", "<name>", "remove a "+k.long+" that nothing uses", bundleKind.del)
	if k.name == "ca-file" {
		add("add", "<name> <payload>", "add to what a transaction about a "+k.long+" holds", bundleKind.extend)
	}
}

func (k bundleKind) show(r *Request) error {
	shelf := k.shelf(r.store())
	if len(r.Args) == 0 {
		return listShelf(r, shelf, k.remark)
	}
	name, pending := strings.CutPrefix(r.Args[0], "*")
	name, index := strings.TrimPrefix(name, `\`), 0
	item := shelf.Find(name)
	if i := strings.LastIndexByte(name, ':'); i >= 0 && item == nil {
		index, _ = strconv.Atoi(name[i+1:])
		name = name[:i]
		item = shelf.Find(name)
	}
	if u := shelf.Pending(); pending && (u == nil || u.Item != item) || item == nil {
		return messagef("Can't display the %s : Not found!", k.long)
	}
	content, star, status := item.Get(), "", "Unused"
	switch {
	case pending:
		content, star = shelf.Pending().Next, "*"
	case item.Used():
		status = "Used"
	}
	r.Printf("Filename: %s%s\nStatus: %s\n", star, name, status)
	return k.describe(r, content, index)
}

// remark is what lists say of a bundle.
func (k bundleKind) remark(b *cert.Bundle) string {
	switch {
	case k.name != "ca-file":
		return ""
	case b == nil:
		return " - 0 certificate(s)"
	}
	return fmt.Sprintf(" - %d certificate(s)", len(b.Certs))
}

// describe tells what a bundle holds, or only what has a number in it.
func (k bundleKind) describe(r *Request, b *cert.Bundle, index int) error {
	if b == nil {
		return nil
	}
	for i, c := range b.Certs {
		if k.name == "ca-file" && (index == 0 || index == i+1) {
			r.Printf(" \nCertificate #%d:\n", i+1)
			r.Write(cert.Describe(nil, c))
		}
	}
	for i, l := range b.Revoked {
		if k.name == "crl-file" && (index == 0 || index == i+1) {
			r.Printf(" \nCertificate Revocation List #%d:\n", i+1)
			r.Write(cert.DescribeRevoked(nil, l))
		}
	}
	return nil
}

func (k bundleKind) create(r *Request) error {
	name := r.Arg(0)
	if name == "" {
		return messagef("'new ssl %s' expects a filename", k.name)
	}
	if _, err := k.shelf(r.store()).Add(name, nil); err != nil {
		return messagef("%s '%s' already exists!", k.long, name)
	}
	return r.Noticef("New %s created '%s'!", k.long, name)
}

func (k bundleKind) set(r *Request) error    { return k.stage(r, false) }
func (k bundleKind) extend(r *Request) error { return k.stage(r, true) }

// stage takes a payload in place of what there is, or beside it.
func (k bundleKind) stage(r *Request, beside bool) error {
	name, shelf := r.Arg(0), k.shelf(r.store())
	if name == "" || !r.HasPayload {
		return messagef("'set ssl %s' expects a filename and %s as a payload", k.name, k.many)
	}
	item := shelf.Find(name)
	if u := shelf.Pending(); u != nil && u.Item != item {
		return messagef("The ongoing transaction is about '%s' but you are trying to set '%s'\nCan't update %s!", u.Item.Name, name, name)
	}
	if item == nil {
		return messagef("Can't replace a %s which is not referenced by the configuration!\nCan't update %s!", k.long, name)
	}
	began, err := shelf.Stage(item, func(old *cert.Bundle) (*cert.Bundle, error) {
		next, err := cert.ParseBundle([]byte(r.Payload))
		if err == nil && beside {
			next = old.Plus(next)
		}
		return next, err
	})
	switch {
	case err != nil:
		return messagef("unable to load %s from file '%s': %v.\nInvalid payload\nCan't update %s!", k.many, name, err, name)
	case began:
		return r.Noticef("transaction created for %s %s!", k.short, name)
	}
	return r.Noticef("transaction updated for %s %s!", k.short, name)
}

func (k bundleKind) commit(r *Request) error {
	name, shelf := r.Arg(0), k.shelf(r.store())
	if name == "" {
		return messagef("'commit ssl %s' expects a filename", k.name)
	}
	u := shelf.Pending()
	switch err := shelf.Commit(name, func(*cert.Bundle) error { return nil }); {
	case errors.Is(err, cert.ErrNoPending):
		return messagef("No ongoing transaction! !\nCan't commit %s!", name)
	case err != nil:
		return messagef("The ongoing transaction is about '%s' but you are trying to set '%s'\nCan't commit %s!", u.Item.Name, name, name)
	}
	return r.committed(name, u.Item.Uses())
}

func (k bundleKind) abort(r *Request) error {
	return abortOn(r, k.shelf(r.store()), k.name, k.long+" '%s'")
}

func (k bundleKind) del(r *Request) error {
	name := r.Arg(0)
	if name == "" {
		return messagef("'del ssl %s' expects a filename", k.name)
	}
	switch err := k.shelf(r.store()).Remove(name); {
	case errors.Is(err, cert.ErrUnknown):
		return messagef("Can't remove the %s: %s '%s' doesn't exist!", k.long, k.long, name)
	case err != nil:
		return messagef("Can't remove the %s: %s '%s' in use, can't be deleted!", k.long, k.long, name)
	}
	return r.Noticef("%s '%s' deleted!", k.long, name)
}
