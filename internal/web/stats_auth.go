package web

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"metergate/internal/proxy"
)

// wantsPassword returns the realm under which a password is to be asked for; empty when the request may see the page.
func wantsPassword(rq *proxy.ServiceRequest) (realm string) {
	switch {
	case rq.Realm != "":
		return rq.Realm
	case len(rq.Page.Accounts) == 0 || authorized(rq):
		return ""
	}
	return rq.Page.Realm
}

// authorized reports whether the request names an account of the page. How long it takes tells nothing about how much
// of a password was right.
func authorized(rq *proxy.ServiceRequest) bool {
	value, _ := rq.Head.Get("authorization")
	scheme, blob, _ := bytes.Cut(bytes.TrimSpace(value), []byte(" "))
	if !strings.EqualFold(string(scheme), "Basic") {
		return false
	}
	text, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(blob)))
	if err != nil {
		return false
	}
	found, given := 0, sha256.Sum256(text)
	for _, a := range rq.Page.Accounts {
		known := sha256.Sum256([]byte(a.User + ":" + a.Password))
		found |= subtle.ConstantTimeCompare(known[:], given[:])
	}
	return found == 1
}

// quoted writes a text as the inside of a quoted string (RFC 9110 section 5.6.4).
func quoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ").Replace(s)
}
