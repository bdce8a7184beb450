package forward

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"metergate/internal/conf"
)

// Secrecy is what a line says of TLS.
type secrecy struct {
	line                    string // the directive
	on                      bool
	given                   string // one of the options
	verify, ca, crt, server string
}

// set takes an option, if it is one of these.
func (s *secrecy) set(word, value string) bool {
	switch word {
	case "verify":
		s.verify = value
	case "ca-file":
		s.ca = value
	case "crt":
		s.crt = value
	case "sni":
		s.server = value
	default:
		return false
	}
	s.given = word
	return true
}

// config reads the files now: later they may be out of reach. It is nil without TLS.
func (s *secrecy) config() (c *tls.Config, err error) {
	if !s.on {
		if s.given != "" {
			return nil, fmt.Errorf("'%s' : '%s' is of no use without 'ssl'.", s.line, s.given)
		}
		return nil, nil
	}
	c = &tls.Config{ServerName: s.server, MinVersion: tls.VersionTLS12}
	switch s.verify {
	case "", "required":
	case "none":
		c.InsecureSkipVerify = true
	default:
		return nil, fmt.Errorf("'%s' : 'verify' expects required or none, not '%s'.", s.line, s.verify)
	}
	if c.RootCAs, err = s.authorities(); err != nil {
		return nil, err
	}
	if s.crt != "" {
		pair, err := tls.LoadX509KeyPair(s.crt, s.crt)
		if err != nil {
			return nil, fmt.Errorf("'%s' : cannot read the certificate and key of %s: %w.", s.line, s.crt, err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// authorities are those of the file, or of the system without one.
func (s *secrecy) authorities() (*x509.CertPool, error) {
	if s.ca == "" {
		system, _ := x509.SystemCertPool() // without any, connections fail and say so
		return system, nil
	}
	pem, err := os.ReadFile(s.ca)
	if err != nil {
		return nil, fmt.Errorf("'%s' : cannot read the ca-file: %w.", s.line, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("'%s' : there is no certificate in %s.", s.line, s.ca)
	}
	return pool, nil
}

// parseAuth returns the header Authorization.
func parseAuth(a *conf.Args) (string, error) {
	how, err := conf.OneOf("basic", "bearer", "apikey")(a)
	if err != nil {
		return "", err
	}
	secret, err := parseSecret(a)
	if err != nil {
		return "", err
	}
	switch {
	case how == "bearer":
		return "Bearer " + secret, nil
	case how == "apikey" && strings.Contains(secret, ":"):
		return "ApiKey " + base64.StdEncoding.EncodeToString([]byte(secret)), nil
	case how == "apikey":
		return "ApiKey " + secret, nil
	}
	if !strings.Contains(secret, ":") {
		return "", errors.New("'auth' : basic expects user:password.")
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(secret)), nil
}

// parseSecret reads a secret, which stands elsewhere than in the configuration.
func parseSecret(a *conf.Args) (secret string, err error) {
	from, err := a.Text("file@<file> or env@<variable>")
	if err != nil {
		return "", err
	}
	if name, ok := strings.CutPrefix(from, "file@"); ok {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("'auth' : cannot read the secret: %w.", err)
		}
		secret = strings.TrimSpace(string(text))
	} else if name, ok := strings.CutPrefix(from, "env@"); ok {
		secret, _ = a.Env().Lookup(name)
	} else {
		return "", errors.New("'auth' expects file@<file> or env@<variable>: a secret does not stand in the configuration.")
	}
	if secret == "" || strings.ContainsAny(secret, "\r\n") {
		return "", fmt.Errorf("'auth' : the secret of %s is empty, or more than one line.", from)
	}
	return secret, nil
}
