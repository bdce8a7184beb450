package balance_test

import (
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"

	"metergate/internal/balance"
)

// The files in testdata hold what HAProxy 2.6.12 chose with one thread; testdata/README says how they were made.

func TestRotationsAreThoseOfHAProxy(t *testing.T) {
	for _, f := range facts(t, "testdata/rotation.txt", 3) {
		t.Run(f[0]+" "+f[1], func(t *testing.T) {
			table, picker := lab(t, f[0], "", f[1], &idle{})
			for i, want := range numbers(f[2]) {
				if got := picker.Pick(table, request(nil)) + 1; got != want {
					t.Fatalf("request %d went to %d, want %d", i+1, got, want)
				}
			}
		})
	}
}

func TestHashesAreThoseOfHAProxy(t *testing.T) {
	for _, f := range facts(t, "testdata/hash.txt", 3) {
		t.Run(f[0]+" "+f[1], func(t *testing.T) {
			table, picker := lab(t, "hdr(x-k)", f[0], f[1], &idle{})
			for _, kv := range strings.Fields(f[2]) {
				key, want, _ := strings.Cut(kv, "=")
				if got := picker.Pick(table, request(&parts{header: key})) + 1; strconv.Itoa(got) != want {
					t.Errorf("key %s went to %d, want %s", key, got, want)
				}
			}
		})
	}
}

func TestSourceHashesAreThoseOfHAProxy(t *testing.T) {
	for _, f := range facts(t, "testdata/source.txt", 2) {
		table, picker := lab(t, "source", f[0], strings.Repeat("1 ", 31), &idle{})
		for _, kv := range strings.Fields(f[1]) {
			addr, want, _ := strings.Cut(kv, "=")
			p := &parts{source: netip.MustParseAddr(addr)}
			if got := picker.Pick(table, request(p)) + 1; strconv.Itoa(got) != want {
				t.Errorf("%s: client %s went to %d, want %s", f[0], addr, got, want)
			}
		}
	}
}

func TestKeysAreThoseOfHAProxy(t *testing.T) {
	for _, f := range facts(t, "testdata/key.txt", 4) {
		t.Run(f[0]+" "+f[1]+" "+f[2], func(t *testing.T) {
			table, picker := lab(t, f[0], "map-based", strings.Repeat("1 ", 31), &idle{})
			p := &parts{target: f[1], header: f[2]}
			got := picker.Pick(table, request(p)) + 1
			if picker.Pick(table, request(p))+1 != got {
				got = 0
			}
			if want := f[3]; strconv.Itoa(got) != want {
				t.Errorf("went to %d, want %s", got, want)
			}
		})
	}
}

// facts reads a file of lines with n fields between bars.
func facts(t *testing.T, file string, n int) (all [][]string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), "|", n)
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		all = append(all, f)
	}
	return all
}

func numbers(s string) (n []int) {
	for _, w := range strings.Fields(s) {
		v, err := strconv.Atoi(w)
		if err != nil {
			panic(err)
		}
		n = append(n, v)
	}
	return n
}

// lab makes the table and the picker of a backend with servers of these weights.
func lab(t testing.TB, algo, hash, weights string, s balance.Servers) (*balance.Table, *balance.Picker) {
	t.Helper()
	m := method(t, algo, hash)
	return m.NewTable(candidates(numbers(weights)...), false), m.NewPicker(s, 0)
}

func method(t testing.TB, algo, hash string) *balance.Method {
	t.Helper()
	m, err := balance.Parse(strings.Fields(algo))
	if err != nil {
		t.Fatal(err)
	}
	if hash == "" {
		return m
	}
	h, err := balance.ParseHashType(strings.Fields(hash))
	if err != nil {
		t.Fatal(err)
	}
	return m.WithHash(h)
}

func candidates(weights ...int) (c []balance.Candidate) {
	for i, w := range weights {
		c = append(c, balance.Candidate{
			Index: i, ID: i + 1, Weight: w * balance.Scale,
			Addr: netip.MustParseAddrPort(fmt.Sprintf("10.0.0.%d:80", i+1)),
		})
	}
	return c
}

func request(p *parts) balance.Request { return balance.Request{Parts: p, Avoid: balance.None} }

// idle servers are never full and have nothing to do.
type idle struct{}

func (*idle) Load(int) int  { return 0 }
func (*idle) Full(int) bool { return false }

type parts struct {
	source         netip.Addr
	target, header string
}

func (p *parts) Source() netip.Addr     { return p.source }
func (p *parts) Target() []byte         { return []byte(p.target) }
func (p *parts) Header(string) []byte   { return []byte(p.header) }
func (p *parts) Sample() ([]byte, bool) { return []byte(p.header), p.header != "" }
