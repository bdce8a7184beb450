package cache

import (
	"bytes"
	"hash/maphash"
)

// Fields is a set of the request fields on which a response may vary.
type Fields uint8

// The fields that are understood.
const (
	AcceptEncoding Fields = 1 << iota
	Referer
	Origin
)

// A Variant is what distinguishes responses with the same key: what a stored one was made for, or what a request can
// take.
type Variant struct {
	on              Fields
	codings         Codings // of the response; those that the request accepts
	referer, origin uint64  // hashes of values, 0 for none
}

// seed hashes the values of fields.
var seed = maphash.MakeSeed()

// Asked describes a request.
func Asked(accepts Codings, referer, origin []byte) Variant {
	return Variant{codings: accepts, referer: hash(referer), origin: hash(origin)}
}

// Narrow makes the description of a request that of the response to it, which varies on the given fields and has the
// given codings.
func (v Variant) Narrow(on Fields, codings Codings) Variant {
	n := Variant{on: on}
	if on&AcceptEncoding != 0 {
		n.codings = codings
	}
	if on&Referer != 0 {
		n.referer = v.referer
	}
	if on&Origin != 0 {
		n.origin = v.origin
	}
	return n
}

// suits reports whether a response can answer a request.
func (v *Variant) suits(asked *Variant) bool {
	return (v.on&AcceptEncoding == 0 || v.codings&asked.codings == v.codings) &&
		(v.on&Referer == 0 || v.referer == asked.referer) &&
		(v.on&Origin == 0 || v.origin == asked.origin)
}

// Fields returns the fields on which the response varies.
func (o *Object) Fields() Fields { return o.variant.on }

func hash(value []byte) uint64 {
	if value == nil {
		return 0
	}
	return maphash.Bytes(seed, value) | 1
}

// Codings is a set of content codings.
type Codings uint32

// Identity is what a response without a coding has, AnyCoding what a request without Accept-Encoding accepts.
const (
	Identity  Codings = 1
	AnyCoding         = ^Codings(0)
)

// codingNames are the registered codings, the first at bit 1.
var codingNames = [...][]string{
	{"gzip", "x-gzip"}, {"deflate"}, {"br"}, {"zstd"}, {"compress", "x-compress"}, {"exi"}, {"pack200-gzip"}, {"aes128gcm"},
}

// ParseCoding returns the coding of that name, 0 for one that is not known.
func ParseCoding(name []byte) Codings {
	if bytes.EqualFold(name, []byte("identity")) {
		return Identity
	}
	for i, names := range codingNames {
		for _, n := range names {
			if bytes.EqualFold(name, []byte(n)) {
				return 2 << i
			}
		}
	}
	return 0
}

// An Acceptance finds the codings that a request accepts, out of the members of its Accept-Encoding (RFC 9110 section
// 12.5.3).
type Acceptance struct {
	asked, refused Codings
	said           bool
}

// Ask takes one member: a coding or * with an optional weight.
func (a *Acceptance) Ask(item []byte) {
	a.said = true
	name, weight, _ := bytes.Cut(item, []byte{';'})
	name = bytes.TrimSpace(name)
	c := ParseCoding(name)
	if string(name) == "*" {
		c = AnyCoding
	}
	if weight = bytes.ReplaceAll(weight, []byte{' '}, nil); len(weight) > 0 && len(bytes.Trim(weight, "q=0.")) == 0 {
		if c != AnyCoding {
			a.refused |= c
		}
		return
	}
	a.asked |= c
}

// Codings returns what is accepted: everything when nothing was said, and what has no coding unless that was refused.
func (a *Acceptance) Codings() Codings {
	if !a.said {
		return AnyCoding
	}
	return (a.asked | Identity) &^ a.refused
}
