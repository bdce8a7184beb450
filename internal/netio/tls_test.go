package netio

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"testing"
	"time"
)

// certify makes a certificate for a.test with the key.
func certify(t testing.TB, key crypto.Signer) *tls.Certificate {
	t.Helper()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"a.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func ellipticKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// configs gives both sides' configurations.
func configs(cert *tls.Certificate, version uint16) (server, client *tls.Config) {
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	server = &tls.Config{
		MaxVersion:                  version,
		DynamicRecordSizingDisabled: true,
		GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return Certificate(h.Context(), cert), nil
		},
	}
	return server, &tls.Config{RootCAs: roots, ServerName: "a.test", ClientSessionCache: tls.NewLRUClientSessionCache(8)}
}

// secureEcho answers what it gets, over TLS.
func secureEcho(cfg *tls.Config) func(*Task, *Conn) {
	return func(t *Task, c *Conn) {
		if ServeTLS(t, c, cfg, t.Now()+grace) != nil {
			c.Close(second)
			return
		}
		echo(t, c)
	}
}

// swap sends n bytes and reads them back.
func swap(t *testing.T, c net.Conn, n int) {
	t.Helper()
	sent := make([]byte, n)
	_, _ = rand.Read(sent)
	go func() { _, _ = c.Write(sent) }()
	got := make([]byte, n)
	if _, err := io.ReadFull(c, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, sent) {
		t.Fatal("the echo differs")
	}
}

// TestServeTLS: every version and kind of key carries bytes both ways, and sessions are resumed.
func TestServeTLS(t *testing.T) {
	for _, tc := range []struct {
		name    string
		key     crypto.Signer
		version uint16
	}{
		{"ECDSA 1.3", ellipticKey(t), tls.VersionTLS13},
		{"ECDSA 1.2", ellipticKey(t), tls.VersionTLS12},
		{"RSA 1.3", rsaKey(t), tls.VersionTLS13},
		{"RSA 1.2", rsaKey(t), tls.VersionTLS12},
	} {
		server, client := configs(certify(t, tc.key), tc.version)
		t.Run(tc.name, func(t *testing.T) {
			everyPoller(t, func(t *testing.T, g *Group) {
				ln := listen(t, g, ListenOpts{}, secureEcho(server))
				for range 2 {
					c := tls.Client(dial(t, ln), client)
					swap(t, c, 5)
					swap(t, c, 3<<20)
					if v := c.ConnectionState().Version; v != tc.version {
						t.Errorf("version %x", v)
					}
					c.Close()
				}
				c := tls.Client(dial(t, ln), client)
				swap(t, c, 5)
				if !c.ConnectionState().DidResume {
					t.Error("the session was not resumed")
				}
			})
		})
	}
}

// TestRSAExchange: the old way of exchanging keys decrypts with the private key.
func TestRSAExchange(t *testing.T) {
	server, client := configs(certify(t, rsaKey(t)), tls.VersionTLS12)
	server.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	client.CipherSuites = server.CipherSuites
	everyPoller(t, func(t *testing.T, g *Group) {
		swap(t, tls.Client(dial(t, listen(t, g, ListenOpts{}, secureEcho(server))), client), 100)
	})
}

// TestTLSCounts: the bytes of a connection are those inside, exactly, and it is idle when no payload is there.
func TestTLSCounts(t *testing.T) {
	server, client := configs(certify(t, ellipticKey(t)), tls.VersionTLS13)
	everyPoller(t, func(t *testing.T, g *Group) {
		type reading struct{ in, out, pending int64 }
		seen := make(chan reading, 8)
		events := make(chan IdleEvent, 8)
		var wake func(c *Conn, e IdleEvent)
		answer := func(tk *Task, c *Conn) {
			for _, part := range []string{"one", "two"} {
				if err := c.WriteString(part); err != nil {
					t.Error(err)
				}
			}
			pending := c.Pending()
			if _, err := c.Flushed(tk, 0); err != nil {
				t.Error(err)
			}
			c.Discard(c.Buffered())
			seen <- reading{c.BytesIn(), c.BytesOut(), int64(pending)}
			c.Idle(0, wake)
		}
		wake = func(c *Conn, e IdleEvent) {
			events <- e
			if e != IdleInput || c.Serve("answer", answer) != nil {
				c.Close(second)
			}
		}
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			if err := ServeTLS(tk, c, server, 0); err != nil {
				t.Error(err)
			}
			if !c.IsIdle() {
				c.Idle(0, wake)
			}
		})
		c := tls.Client(dial(t, ln), client)
		for i := range int64(3) {
			if _, err := io.WriteString(c, "1234567"); err != nil {
				t.Fatal(err)
			}
			if e := <-events; e != IdleInput {
				t.Fatal(e)
			}
			got := make([]byte, 6)
			if _, err := io.ReadFull(c, got); err != nil || string(got) != "onetwo" {
				t.Fatalf("read %q, %v", got, err)
			}
			if r := <-seen; r != (reading{7 * (i + 1), 6 * (i + 1), 6}) {
				t.Errorf("counted %+v", r)
			}
		}
		c.Close()
		if e := <-events; e != IdleHangup {
			t.Error(e)
		}
	})
}

// TestGarbageTLS: what is no handshake ends its own connection only. 25 bytes once hung a whole loop whose writes could
// park below crypto/tls.
func TestGarbageTLS(t *testing.T) {
	server, client := configs(certify(t, ellipticKey(t)), tls.VersionTLS13)
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, secureEcho(server))
		for _, junk := range []string{
			"GET / HTTP/1.1\r\n\r\n", string(make([]byte, 25)), "\x16\x03\x01\xff\xff" + string(make([]byte, 25)),
			"\x16\x03\x01\x00\x14" + string(make([]byte, 20)), "\x15\x03\x01\x00\x02\x02\x28",
		} {
			c := dial(t, ln)
			_, _ = io.WriteString(c, junk)
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, c)
		}
		c := dial(t, ln)
		secure := tls.Client(c, client)
		swap(t, secure, 10)
		_, _ = io.WriteString(c, "\x17\x03\x03\x00\x19"+string(make([]byte, 25)))
		_, _ = io.Copy(io.Discard, c)
		swap(t, tls.Client(dial(t, ln), client), 10)
	})
}

// TestConnectTLS: a connection between two loops, and a name that is not the certificate's.
func TestConnectTLS(t *testing.T) {
	server, client := configs(certify(t, rsaKey(t)), tls.VersionTLS13)
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{Loops: []int{0}}, secureEcho(server))
		onLoop(t, g.Loop(1), func(tk *Task) {
			c, err := Dial(tk, ln.Addr(), DialOpts{}, 0)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close(second)
			if err := ConnectTLS(tk, c, client, tk.Now()+grace); err != nil {
				t.Error(err)
				return
			}
			_ = c.WriteString("hello")
			if got, err := c.Peek(tk, 5, tk.Now()+grace); err != nil || string(got) != "hello" {
				t.Errorf("read %q, %v", got, err)
			}
			if s := c.TLS(); s == nil || s.Version != tls.VersionTLS13 || s.Name != "a.test" {
				t.Errorf("settled %+v", s)
			}
		})
		onLoop(t, g.Loop(1), func(tk *Task) {
			wrong := client.Clone()
			wrong.ServerName = "b.test"
			c, err := Dial(tk, ln.Addr(), DialOpts{}, 0)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close(second)
			if err := ConnectTLS(tk, c, wrong, 0); err == nil {
				t.Error("another name's certificate was taken")
			}
		})
	})
}

// TestSlowShake: clients that do not finish their handshakes hold up nobody, and have a deadline.
func TestSlowShake(t *testing.T) {
	server, client := configs(certify(t, rsaKey(t)), tls.VersionTLS12)
	everyPoller(t, func(t *testing.T, g *Group) {
		ln := listen(t, g, ListenOpts{}, func(tk *Task, c *Conn) {
			if err := ServeTLS(tk, c, server, tk.Now()+second/2); err != ErrDeadline {
				t.Error(err)
			}
		})
		calm := listen(t, g, ListenOpts{}, secureEcho(server))
		var slow []net.Conn
		for range 20 {
			c := dial(t, ln)
			_, _ = io.WriteString(c, "\x16\x03\x01\x02\x00")
			slow = append(slow, c)
		}
		swap(t, tls.Client(dial(t, calm), client), 10)
		for _, c := range slow {
			if _, err := io.Copy(io.Discard, c); err != nil {
				t.Error(err)
			}
		}
	})
}
