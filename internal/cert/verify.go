package cert

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// An Outcome is how the verification of a certificate ended, by its number in OpenSSL.
type Outcome int

// Outcomes.
const (
	OK                 Outcome = 0
	NoCRL              Outcome = 3
	BadSignature       Outcome = 7
	BadCRLSignature    Outcome = 8
	NotYetValid        Outcome = 9
	Expired            Outcome = 10
	CRLNotYetValid     Outcome = 11
	CRLExpired         Outcome = 12
	SelfSigned         Outcome = 18
	SelfSignedInChain  Outcome = 19
	UnknownIssuer      Outcome = 20
	UnverifiedLeaf     Outcome = 21
	ChainTooLong       Outcome = 22
	Revoked            Outcome = 23
	InvalidPurpose     Outcome = 26
	Rejected           Outcome = 28
	UnhandledExtension Outcome = 34
	InvalidCA          Outcome = 79
	mostDepth                  = 16
	ignorable          Outcome = 1 << 10
)

// A Verdict is what verification found, with the depth at which it did: 0 is the certificate itself, 1 and more are its
// authorities. Ignored errors are noted and do not end verification.
type Verdict struct {
	Result  Outcome // why the certificate is not accepted
	Err     Outcome // first error of the certificate itself, ignored or not
	CAErr   Outcome // first error of an authority, ignored or not
	CADepth int
}

// A Verifier says how the certificates of clients are verified.
type Verifier struct {
	CA        *Item[Bundle] // whom to trust
	Chain     *Item[Bundle] // whom to trust too, without telling clients; nil for none
	CRL       *Item[Bundle] // what was revoked; nil for nothing
	IgnoreCrt Errors        // errors of the certificate itself that do not matter
	IgnoreCA  Errors        // and those of its authorities
}

// Errors is a set of outcomes.
type Errors struct {
	All  bool
	List []Outcome
}

// Has reports whether an outcome is in the set.
func (e Errors) Has(o Outcome) bool { return e.All || slices.Contains(e.List, o) }

// Verify follows a chain from its first certificate to an authority that is trusted. The order of certs behind the first does
// not matter.
func (v *Verifier) Verify(certs []*x509.Certificate, now time.Time) (verdict Verdict) {
	trusted := v.trusted()
	chain, end := follow(certs, trusted)
	note := func(depth int, o Outcome) bool {
		ignored := v.IgnoreCrt
		if depth > 0 {
			ignored = v.IgnoreCA
			if verdict.CAErr == OK {
				verdict.CAErr, verdict.CADepth = o, depth
			}
		} else if verdict.Err == OK {
			verdict.Err = o
		}
		if !ignored.Has(o) {
			verdict.Result = o
			return false
		}
		return true
	}
	if end != OK && !note(len(chain)-1, end) {
		return verdict
	}
	for depth := len(chain) - 1; depth >= 0; depth-- {
		if o := v.check(chain, depth, now); o != OK && !note(depth, o) {
			return verdict
		}
	}
	if verdict.Err == OK && verdict.CAErr == OK {
		verdict.Result = confirm(certs, trusted, now)
		verdict.Err = verdict.Result
	}
	return verdict
}

// confirm asks crypto/x509 too, which knows of more that can be wrong, such as names that an authority may not speak for.
func confirm(certs, trusted []*x509.Certificate, now time.Time) Outcome {
	o := x509.VerifyOptions{
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	for _, c := range trusted {
		o.Roots.AddCert(c)
	}
	for _, c := range certs[1:] {
		o.Intermediates.AddCert(c)
	}
	if _, err := certs[0].Verify(o); err != nil {
		return Rejected
	}
	return OK
}

// trusted returns the authorities.
func (v *Verifier) trusted() []*x509.Certificate {
	all := v.CA.Get().Certs
	if v.Chain != nil {
		all = slices.Concat(all, v.Chain.Get().Certs)
	}
	return all
}

// follow returns the chain from the first certificate to one that is trusted and has no issuer but itself, and OK when it gets
// there.
func follow(certs, trusted []*x509.Certificate) (chain []*x509.Certificate, end Outcome) {
	chain = certs[:1:1]
	for at := certs[0]; ; {
		if bytes.Equal(at.RawSubject, at.RawIssuer) {
			switch {
			case slices.ContainsFunc(trusted, at.Equal):
				return chain, OK
			case len(chain) == 1:
				return chain, SelfSigned
			}
			return chain, SelfSignedInChain
		}
		next := issuer(at, trusted)
		if next == nil {
			next = issuer(at, certs[1:])
		}
		switch {
		case next == nil && slices.ContainsFunc(trusted, at.Equal) && len(chain) > 1:
			return chain, UnknownIssuer
		case next == nil:
			return chain, UnknownIssuer
		case len(chain) >= mostDepth || slices.ContainsFunc(chain, next.Equal):
			return chain, ChainTooLong
		}
		chain = append(chain, next)
		at = next
	}
}

// issuer returns the certificate in a list that signed c, as far as names and keys tell.
func issuer(c *x509.Certificate, list []*x509.Certificate) *x509.Certificate {
	for _, i := range list {
		if bytes.Equal(i.RawSubject, c.RawIssuer) &&
			(len(c.AuthorityKeyId) == 0 || len(i.SubjectKeyId) == 0 || bytes.Equal(c.AuthorityKeyId, i.SubjectKeyId)) {
			return i
		}
	}
	return nil
}

// check looks at one certificate of a chain.
func (v *Verifier) check(chain []*x509.Certificate, depth int, now time.Time) Outcome {
	c := chain[depth]
	if depth > 0 && (!c.BasicConstraintsValid || !c.IsCA) && c.Version == 3 {
		return InvalidCA
	}
	if depth == 0 && len(c.ExtKeyUsage) > 0 &&
		!slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny) {
		return InvalidPurpose
	}
	if v.CRL != nil && depth+1 < len(chain) {
		if o := revoked(v.CRL.Get().Revoked, c, chain[depth+1], now); o != OK {
			return o
		}
	}
	if depth+1 < len(chain) && chain[depth+1].CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) != nil {
		return BadSignature
	}
	switch {
	case now.Before(c.NotBefore):
		return NotYetValid
	case now.After(c.NotAfter):
		return Expired
	}
	return OK
}

// revoked looks a certificate up in the list of its issuer.
func revoked(lists []*x509.RevocationList, c, by *x509.Certificate, now time.Time) Outcome {
	for _, l := range lists {
		if !bytes.Equal(l.RawIssuer, c.RawIssuer) {
			continue
		}
		switch {
		case l.CheckSignatureFrom(by) != nil && by.CheckSignature(l.SignatureAlgorithm, l.RawTBSRevocationList, l.Signature) != nil:
			return BadCRLSignature
		case now.Before(l.ThisUpdate):
			return CRLNotYetValid
		case !l.NextUpdate.IsZero() && now.After(l.NextUpdate):
			return CRLExpired
		}
		for _, e := range l.RevokedCertificateEntries {
			if e.SerialNumber.Cmp(c.SerialNumber) == 0 {
				return Revoked
			}
		}
		return OK
	}
	return NoCRL
}

// Checks returns an error unless one of the chains has no certificate that its authority revoked.
func (b *Bundle) Checks(chains [][]*x509.Certificate) (err error) {
	now := time.Now()
	for _, chain := range chains {
		err = nil
		for i := 0; i+1 < len(chain) && err == nil; i++ {
			if o := revoked(b.Revoked, chain[i], chain[i+1], now); o != OK {
				name, _ := o.Name()
				err = errors.New("the list of revoked certificates says " + name)
			}
		}
		if err == nil {
			return nil
		}
	}
	return err
}
