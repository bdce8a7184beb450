package proxy

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"metergate/internal/conf"
)

// A cipher is a suite of up to TLS 1.2 by its name of OpenSSL, with the groups it belongs to there.
type cipher struct {
	name   string
	groups string // separated by blanks
	id     uint16
}

// ciphers are the suites that crypto/tls has.
var ciphers = []cipher{
	{"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE EECDH ECDSA aECDSA AES128 AES AESGCM HIGH", tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	{"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE EECDH RSA aRSA AES128 AES AESGCM HIGH", tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256},
	{"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE EECDH ECDSA aECDSA AES256 AES AESGCM HIGH", tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384},
	{"ECDHE-RSA-AES256-GCM-SHA384", "ECDHE EECDH RSA aRSA AES256 AES AESGCM HIGH", tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
	{"ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE EECDH ECDSA aECDSA CHACHA20 HIGH", tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256},
	{"ECDHE-RSA-CHACHA20-POLY1305", "ECDHE EECDH RSA aRSA CHACHA20 HIGH", tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256},
	{"ECDHE-ECDSA-AES128-SHA256", "ECDHE EECDH ECDSA aECDSA AES128 AES SHA256 HIGH", tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256},
	{"ECDHE-RSA-AES128-SHA256", "ECDHE EECDH RSA aRSA AES128 AES SHA256 HIGH", tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256},
	{"ECDHE-ECDSA-AES128-SHA", "ECDHE EECDH ECDSA aECDSA AES128 AES SHA SHA1 HIGH", tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
	{"ECDHE-RSA-AES128-SHA", "ECDHE EECDH RSA aRSA AES128 AES SHA SHA1 HIGH", tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA},
	{"ECDHE-ECDSA-AES256-SHA", "ECDHE EECDH ECDSA aECDSA AES256 AES SHA SHA1 HIGH", tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA},
	{"ECDHE-RSA-AES256-SHA", "ECDHE EECDH RSA aRSA AES256 AES SHA SHA1 HIGH", tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA},
	{"AES128-GCM-SHA256", "kRSA RSA aRSA AES128 AES AESGCM HIGH", tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
	{"AES256-GCM-SHA384", "kRSA RSA aRSA AES256 AES AESGCM HIGH", tls.TLS_RSA_WITH_AES_256_GCM_SHA384},
	{"AES128-SHA256", "kRSA RSA aRSA AES128 AES SHA256 HIGH", tls.TLS_RSA_WITH_AES_128_CBC_SHA256},
	{"AES128-SHA", "kRSA RSA aRSA AES128 AES SHA SHA1 HIGH", tls.TLS_RSA_WITH_AES_128_CBC_SHA},
	{"AES256-SHA", "kRSA RSA aRSA AES256 AES SHA SHA1 HIGH", tls.TLS_RSA_WITH_AES_256_CBC_SHA},
}

// suites are those of TLS 1.3.
var suites = []string{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}

// in reports whether the cipher is what a word of a list means: a name, a group, or the groups a+b.
func (c *cipher) in(word string) bool {
	if word == "ALL" || word == "DEFAULT" || word == c.name {
		return true
	}
	for group := range strings.SplitSeq(word, "+") {
		if !slices.Contains(strings.Fields(c.groups), group) {
			return false
		}
	}
	return true
}

// parseCiphers takes a list of ciphers. A word adds, one after - takes out, one after ! takes out for good; one after +
// and one after @ say something of the order, which is not the configuration's to choose.
func parseCiphers(a *conf.Args) ([]uint16, error) {
	text, err := a.Text("a list of ciphers")
	if err != nil {
		return nil, err
	}
	list, missing := selectCiphers(text)
	if len(missing) > 0 && len(list) > 0 {
		a.Noticef("'%s' : not available and left out: %s.", a.Name(), strings.Join(missing, ", "))
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("'%s' : none of the ciphers '%s' is available.", a.Name(), text)
	}
	return list, nil
}

// selectCiphers returns the suites that a list names, and the words that name none.
func selectCiphers(text string) (list []uint16, missing []string) {
	const gone, chosen = -1, 1
	state := make([]int, len(ciphers))
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ':' || r == ',' || r == ' ' }) {
		name, found := strings.TrimLeft(word, "!-+"), false
		for i := range ciphers {
			if !ciphers[i].in(name) {
				continue
			}
			found = true
			switch {
			case word[0] == '!':
				state[i] = gone
			case word[0] == '-' && state[i] == chosen:
				state[i] = 0
			case word[0] != '-' && word[0] != '+' && state[i] == 0:
				state[i] = chosen
			}
		}
		if !found && word == name && word[0] != '@' {
			missing = append(missing, word)
		}
	}
	for i, s := range state {
		if s == chosen {
			list = append(list, ciphers[i].id)
		}
	}
	return list, missing
}

// parseSuites takes a list of ciphersuites. crypto/tls offers each of those it has always, so that a list that leaves some
// out is told of that.
func parseSuites(a *conf.Args) ([]string, error) {
	text, err := a.Text("a list of cipher suites")
	if err != nil {
		return nil, err
	}
	names := strings.Split(text, ":")
	missing := missingFrom(names, suites)
	if len(missing) == len(names) {
		return nil, fmt.Errorf("'%s' : none of the suites '%s' is available.", a.Name(), text)
	}
	if len(missing) > 0 {
		a.Noticef("'%s' : not available and left out: %s.", a.Name(), strings.Join(missing, ", "))
	}
	if more := missingFrom(suites, names); len(more) > 0 {
		a.Noticef("'%s' : TLS 1.3 offers %s too, which cannot be turned off.", a.Name(), strings.Join(more, " and "))
	}
	return names, nil
}

// missingFrom returns the words of a list that are not in another.
func missingFrom(list, other []string) (rest []string) {
	for _, w := range list {
		if !slices.Contains(other, w) {
			rest = append(rest, w)
		}
	}
	return rest
}

// cipherName returns OpenSSL's name of a suite.
func cipherName(id uint16) string {
	for i := range ciphers {
		if ciphers[i].id == id {
			return ciphers[i].name
		}
	}
	return tls.CipherSuiteName(id)
}
