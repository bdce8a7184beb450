package main

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
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// encrypted is CPU time per request over TLS connections that stay open. The
// clients are wrk, which shares its core with the origins.
func encrypted() scenario {
	return scenario{
		name: "tls", title: "TLS keep-alive, 64 clients (wrk), ECDSA P-256", unit: "µs CPU/request",
		more: []string{"requests/s"},
		only: func(p proxy) bool { return look("wrk") != "" },
		sample: func(b *bench, p proxy) (figures, error) {
			crt, err := b.certificate()
			if err != nil {
				return nil, err
			}
			s := setting{crt: crt}
			proc, err := b.start(p, &s)
			if err != nil {
				return nil, err
			}
			defer proc.stop()
			before, err := proc.cpu()
			if err != nil {
				return nil, err
			}
			n, err := b.wrk("https://" + s.addr() + "/small")
			if err != nil {
				return nil, err
			}
			after, err := proc.cpu()
			return figures{micros(after-before) / n, n / b.measure.Seconds()}, err
		},
	}
}

var wrkTotal = regexp.MustCompile(`(\d+) requests in`)

// wrk saturates a URL with 64 clients and returns the number of requests.
func (b *bench) wrk(url string) (float64, error) {
	seconds := max(1, int(b.measure.Round(time.Second).Seconds()))
	cmd := exec.Command("wrk", "-t1", "-c64", fmt.Sprintf("-d%ds", seconds), "-H", "Accept: application/json",
		"-H", "Accept-Language: en-US,en;q=0.9", "-H", "Authorization: Bearer 0123456789abcdef0123456789abcdef",
		"-H", "Cookie: session=0123456789abcdef", "-H", "User-Agent: bench/1.0", url)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := b.poller.during(cmd.Run); err != nil {
		return 0, fmt.Errorf("wrk: %w\n%s", err, out.String())
	}
	m := wrkTotal.FindStringSubmatch(out.String())
	if m == nil || bytes.Contains(out.Bytes(), []byte("Socket errors")) || bytes.Contains(out.Bytes(), []byte("Non-2xx")) {
		return 0, fmt.Errorf("wrk was not content:\n%s", out.String())
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err == nil && n == 0 {
		err = fmt.Errorf("wrk had no answer:\n%s", out.String())
	}
	return n, err
}

// certificate makes a self-signed certificate with its key in one file.
func (b *bench) certificate() (string, error) {
	path := filepath.Join(b.dir, "site.pem")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "bench"}, DNSNames: []string{"bench"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	crt, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: crt}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})...)
	return path, os.WriteFile(path, text, 0o600)
}
