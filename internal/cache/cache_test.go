package cache

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func store(k *Cache, key, body string, v Variant, expire int64) bool {
	o := k.Begin([]byte(key), []byte("head"), v, 0, expire)
	if o == nil {
		return false
	}
	if !o.Append([]byte(body)) {
		o.Abandon()
		return false
	}
	o.Commit()
	return true
}

func fetch(k *Cache, key string, now int64) string {
	asked := Asked(AnyCoding, nil, nil)
	o := k.Lookup([]byte(key), &asked, now)
	if o == nil {
		return "miss"
	}
	defer o.Release()
	return string(bytes.Join(o.Body(), nil))
}

func TestStoreAndFetch(t *testing.T) {
	k := New(Config{Size: 1 << 20, MaxObject: 1 << 16, MaxVariant: 10})
	store(k, "a", "one", Variant{}, 10)
	store(k, "b", strings.Repeat("x", 40000), Variant{}, 10)
	for _, tc := range []struct {
		key  string
		now  int64
		want string
	}{{"a", 0, "one"}, {"a", 9, "one"}, {"a", 10, "miss"}, {"c", 0, "miss"}, {"b", 0, strings.Repeat("x", 40000)}} {
		if got := fetch(k, tc.key, tc.now); got != tc.want {
			t.Errorf("%s at %d: %.20s, want %.20s", tc.key, tc.now, got, tc.want)
		}
	}
	store(k, "a", "two", Variant{}, 10)
	if got := fetch(k, "a", 0); got != "two" {
		t.Errorf("replaced by %s", got)
	}
	k.Invalidate([]byte("a"))
	if got := fetch(k, "a", 0); got != "miss" {
		t.Errorf("invalidated, but %s", got)
	}
	if store(k, "big", strings.Repeat("x", 1<<16), Variant{}, 10) {
		t.Error("an object larger than the limit was stored")
	}
	first := k.Begin([]byte("d"), nil, Variant{}, 0, 10)
	if k.Begin([]byte("d"), nil, Variant{}, 0, 10) != nil {
		t.Error("two objects are filled for the same requests")
	}
	first.Abandon()
	k.Invalidate([]byte("b"))
	if k.Used() != 0 {
		t.Errorf("%d bytes are lost", k.Used())
	}
}

// Whatever is stored, read and dropped, the cache never takes more than its size, what a reader holds stays, and nothing
// is lost count of.
func TestSizeIsBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := New(Config{Size: 64 << 10, MaxObject: 32 << 10, MaxVariant: 3})
		var held []*Object
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			key := fmt.Sprint(rapid.IntRange(0, 20).Draw(t, "key"))
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				store(k, key, strings.Repeat(key, rapid.IntRange(0, 30000).Draw(t, "size")), Variant{}, 10)
			case 2:
				asked := Asked(AnyCoding, nil, nil)
				if o := k.Lookup([]byte(key), &asked, 0); o != nil {
					held = append(held, o)
				}
			case 3:
				k.Invalidate([]byte(key))
			}
			if k.Used() > k.Size {
				t.Fatalf("%d bytes of %d", k.Used(), k.Size)
			}
		}
		for _, o := range held {
			if text := bytes.Join(o.Body(), nil); string(text) != strings.Repeat(o.Key(), len(text)/len(o.Key())) {
				t.Fatal("a reader's object changed")
			}
			o.Release()
		}
		for key := range 21 {
			k.Invalidate(fmt.Append(nil, key))
		}
		if k.Used() != 0 {
			t.Fatalf("%d bytes are lost", k.Used())
		}
	})
}

func TestParallel(t *testing.T) {
	k := New(Config{Size: 256 << 10, MaxObject: 64 << 10, MaxVariant: 3})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 500 {
				key := fmt.Sprint((w + i) % 17)
				store(k, key, strings.Repeat(key, 5000), Variant{}, 10)
				if got := fetch(k, key, 0); got != "miss" && got != strings.Repeat(key, 5000) {
					t.Errorf("%s: a foreign body", key)
				}
			}
		})
	}
	wg.Wait()
	if k.Used() > k.Size {
		t.Errorf("%d bytes of %d", k.Used(), k.Size)
	}
}

func TestVariants(t *testing.T) {
	accept := func(text string) Codings {
		var a Acceptance
		for item := range strings.SplitSeq(text, ",") {
			a.Ask([]byte(strings.TrimSpace(item)))
		}
		return a.Codings()
	}
	gzip, deflate := ParseCoding([]byte("gzip")), ParseCoding([]byte("deflate"))
	k := New(Config{Size: 1 << 20, MaxObject: 1 << 16, MaxVariant: 3})
	on := Asked(AnyCoding, []byte("r"), nil)
	store(k, "a", "gzip", on.Narrow(AcceptEncoding|Referer, gzip), 10)
	store(k, "a", "deflate", on.Narrow(AcceptEncoding|Referer, deflate), 10)
	store(k, "a", "plain", on.Narrow(AcceptEncoding|Referer, Identity), 10)
	if store(k, "a", "more", on.Narrow(AcceptEncoding|Referer, gzip|deflate), 10) {
		t.Error("more variants than there may be")
	}
	for _, tc := range []struct{ accept, referer, want string }{
		{"gzip", "r", "gzip"}, {"deflate", "r", "deflate"}, {"br", "r", "plain"}, {"gzip", "other", "miss"}, {"gzip;q=0, deflate", "r", "deflate"},
		{"identity;q=0, x-gzip", "r", "gzip"}, {"*, gzip;q=0.0", "r", "deflate"}, {"br, identity;q=0", "r", "miss"}, {"", "r", "plain"},
	} {
		asked := Asked(accept(tc.accept), []byte(tc.referer), nil)
		got := "miss"
		if o := k.Lookup([]byte("a"), &asked, 0); o != nil {
			got = string(o.Body()[0])
			o.Release()
		}
		if got != tc.want {
			t.Errorf("%s, %s: %s, want %s", tc.accept, tc.referer, got, tc.want)
		}
	}
}

// FuzzAcceptance checks that no member of Accept-Encoding makes a request accept a coding that it refused.
func FuzzAcceptance(f *testing.F) {
	f.Add([]byte("gzip;q=0.5"))
	f.Add([]byte("*;q=0"))
	f.Fuzz(func(t *testing.T, item []byte) {
		var a Acceptance
		a.Ask([]byte("gzip;q=0"))
		a.Ask(item)
		if a.Codings()&ParseCoding([]byte("gzip")) != 0 {
			t.Errorf("%q undoes a refusal", item)
		}
	})
}

func TestLookupAllocs(t *testing.T) {
	k := New(Config{Size: 1 << 20, MaxObject: 1 << 16, MaxVariant: 3})
	store(k, "a", "body", Variant{}, 10)
	key, asked := []byte("a"), Asked(AnyCoding, nil, nil)
	if n := testing.AllocsPerRun(100, func() { k.Lookup(key, &asked, 0).Release() }); n != 0 {
		t.Errorf("%v allocations a hit", n)
	}
}
