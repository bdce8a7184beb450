package test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"metergate/test/gateway"
)

const certificateConfig = `
defaults
  mode http
  timeout client 3s
history
  path %[1]s/h
  interval 200ms
  rules-file %[1]s/rules.yml
  default-rules off
frontend api
  bind 127.0.0.1:%[2]d
  http-request use-service prometheus-api
frontend soon
  bind 127.0.0.1:%[3]d ssl crt %[1]s/later.pem crt %[1]s/soon.pem
frontend later
  bind 127.0.0.1:%[4]d ssl crt %[1]s/later.pem
`

// TestCertificateAlert runs the default rules, more often, against certificates: the alert fires for a frontend one of
// whose certificates ends within days, and for no other.
func TestCertificateAlert(t *testing.T) {
	k, dir := gateway.Kinds()[0], t.TempDir()
	program := k.Require(t)
	soon := time.Now().Add(3 * 24 * time.Hour)
	write(t, filepath.Join(dir, "soon.pem"), certificate(t, "soon.test", soon))
	write(t, filepath.Join(dir, "later.pem"), certificate(t, "later.test", time.Now().Add(90*24*time.Hour)))
	rules, err := os.ReadFile("../internal/alert/default_rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "rules.yml"), strings.Replace(string(rules), "interval: 15s", "interval: 1s", 1))
	api, file := freePort(t), filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(certificateConfig, dir, api, freePort(t), freePort(t)))
	h := &past{options: gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}}, api: fmt.Sprintf("http://127.0.0.1:%d/api/v1", api)}
	h.start(t)
	expiry := `haproxy_frontend_ssl_certificate_expiry_timestamp_seconds`
	eventuallyProm(t, h.api, expiry+`{proxy="soon"}`, func(v float64) bool { return v == float64(soon.Unix()) })
	eventuallyProm(t, h.api, `count(`+expiry+`)`, func(v float64) bool { return v == 2 })
	eventuallyProm(t, h.api, `ALERTS{alertname="CertificateExpires",alertstate="firing",proxy="soon",severity="warning"}`, func(v float64) bool { return v == 1 })
	eventuallyProm(t, h.api, `count(ALERTS{alertname="CertificateExpires"})`, func(v float64) bool { return v == 1 })
}

// certificate makes one for a name with its key, which ends at a time.
func certificate(t *testing.T, name string, end time.Time) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: end,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	return b.String()
}
