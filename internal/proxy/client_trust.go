package proxy

import (
	"errors"
	"fmt"
	"os"

	"metergate/internal/cert"
	"metergate/internal/conf"
)

// What addresses take for the certificates of clients.
var (
	bindVerify = conf.Scalar(conf.Spec{
		Name: "verify", In: conf.BindLine, Usage: "verify {none | optional | required}",
		Help: "Whether clients are asked for certificates, and must have one that is trusted; none when absent.",
	}, func(a *conf.Args) (string, error) {
		switch word := a.Next().Text; word {
		case "none", "optional", "required":
			return word, nil
		case "":
			return "", errors.New("'verify' : missing verify method.")
		default:
			return "", fmt.Errorf("'verify' : unknown verify method '%s', only 'none', 'optional', and 'required' are supported", word)
		}
	})
	bindCAFile   = bindText("ca-file", "ca-file <file>", "The certificate authorities that the certificates of clients are verified against; clients are told their names.", "a file of certificates")
	bindCAVerify = bindText("ca-verify-file", "ca-verify-file <file>", "More authorities, whose names clients are not told.", "a file of certificates")
	bindCRLFile  = bindText("crl-file", "crl-file <file>", "Lists of the certificates that their authorities revoked: one for each authority of a client's chain.", "a file of revocation lists")
	bindNoNames  = plainFlag("no-ca-names", conf.BindLine, "Clients are not told the names of the authorities.")
	bindCrtErrs  = bindErrors("crt-ignore-err", "Errors in the certificates of clients themselves that do not matter.")
	bindCAErrs   = bindErrors("ca-ignore-err", "Errors in the certificates of their authorities that do not matter.")
)

func bindErrors(name, help string) *conf.Key[cert.Errors] {
	return conf.Scalar(conf.Spec{
		Name: name, In: conf.BindLine, Usage: name + " {all | <error>[,<error>...]}",
		Help: help + " An error is a number of OpenSSL's, or its name such as X509_V_ERR_CERT_HAS_EXPIRED.",
	}, func(a *conf.Args) (cert.Errors, error) {
		text, err := a.Text("a list of errors")
		if err != nil {
			return cert.Errors{}, err
		}
		list, err := cert.ParseErrors(text)
		if err != nil {
			return list, fmt.Errorf("'%s' : %w", name, err)
		}
		return list, nil
	})
}

// clientTrust says how the certificates of clients are verified.
func (c *compiler) clientTrust(y *security, b *conf.Bag, at conf.Pos, line string) {
	verify := bindVerify.Or(b, "none")
	v := &cert.Verifier{IgnoreCrt: bindCrtErrs.Or(b, cert.Errors{}), IgnoreCA: bindCAErrs.Or(b, cert.Errors{})}
	store := c.g.Credentials.Store
	v.CA = c.bundle(&store.CAs, bindCAFile, b, at, line)
	v.Chain = c.bundle(&store.CAs, bindCAVerify, b, at, line)
	v.CRL = c.bundle(&store.CRLs, bindCRLFile, b, at, line)
	if verify == "none" {
		return
	}
	switch {
	case v.CA == nil && v.Chain == nil:
		c.alert(at, conf.Loose, "%s : verify is enabled but no CA file specified.", line)
		return
	case v.CA == nil:
		v.CA, v.Chain = v.Chain, nil
		y.nameless = true
	}
	y.verifier, y.required = v, verify == "required"
	y.nameless = y.nameless || bindNoNames.Or(b, false)
}

// bundle loads the authorities or revocation lists that an option names, nil without it.
func (c *compiler) bundle(shelf *cert.Shelf[cert.Bundle], key *conf.Key[string], b *conf.Bag, at conf.Pos, line string) *cert.Item[cert.Bundle] {
	name, ok := key.Get(b)
	if !ok {
		return nil
	}
	name = based(name, dirCABase.Or(c.g.Global.Bag, ""))
	item, err := c.g.Credentials.Store.Bundle(shelf, name)
	var missing *os.PathError
	switch {
	case err == nil && item.Get() == nil:
		c.alert(at, conf.Loose, "%s : '%s' : %s is empty", line, key.Name(), name)
	case errors.As(err, &missing):
		c.alert(at, conf.Loose, "%s : '%s' : unable to load %s : %s.", line, key.Name(), name, reasonOf(err))
	case errors.Is(err, cert.ErrUnknown): // at run time
		c.alert(at, conf.Loose, "%s : '%s' : unable to load %s", line, key.Name(), name)
	case err != nil:
		c.alert(at, conf.Loose, "%s : '%s' : unable to load %s : %v", line, key.Name(), name, err)
	default:
		item.Use(1)
		return item
	}
	return nil
}
