// Package cert keeps the certificates of a process: who it shows itself as, whom it trusts, and what may change of both while
// it runs.
//
//	crt-store, crt, crt-list ─▶ Store ─▶ Entry ─▶ Pair     what is shown
//	ca-file, crl-file        ─▶ Trust ─▶ Bundle             what is believed
//
// An Entry has a name and, at each moment, one Pair, which never changes: whoever makes a handshake reads it once and is
// done. What is to take its place grows in a Transaction, of which there is one at a time, and is put in its place as a whole.
//
// Invariants: readers on loops take atomic pointers and no lock; a Pair that is in use has a key that fits its certificate;
// no error and no description holds anything of a key; once the Trust is sealed, nothing is read from files.
package cert
