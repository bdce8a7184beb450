package netio

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"io"
)

// Certificate gives cert for one handshake, the one that ctx belongs to, as it comes to the callbacks of tls.Config. Private
// operations that take long, those of RSA, then run on the loops' pool of workers while the handshake's task is parked.
// Others, of elliptic curves, cost less than the way there; no more than one of them runs in a turn of a loop.
func Certificate(ctx context.Context, cert *tls.Certificate) *tls.Certificate {
	key, ok := cert.PrivateKey.(*rsa.PrivateKey)
	y, here := ctx.Value(shakeKey{}).(*tlsLayer)
	if !ok || !here {
		return cert
	}
	own := *cert
	own.PrivateKey = &slowKey{key, y.task}
	return &own
}

// slowKey is a private key for one handshake, whose operations park its task.
type slowKey struct {
	key  *rsa.PrivateKey
	task *Task
}

var (
	_ crypto.Signer    = (*slowKey)(nil)
	_ crypto.Decrypter = (*slowKey)(nil)
)

// Public gives the public key.
func (k *slowKey) Public() crypto.PublicKey { return k.key.Public() }

// Sign signs a digest. crypto/tls calls it within the handshake, thus on the coroutine of the task.
func (k *slowKey) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return Await(k.task, k.task.l.group.keys, func() ([]byte, error) { return k.key.Sign(rand, digest, opts) }, nil)
}

// Decrypt decrypts the secret of a key exchange by RSA.
func (k *slowKey) Decrypt(rand io.Reader, secret []byte, opts crypto.DecrypterOpts) ([]byte, error) {
	return Await(k.task, k.task.l.group.keys, func() ([]byte, error) { return k.key.Decrypt(rand, secret, opts) }, nil)
}
