package proxy

import (
	"fmt"
	"testing"
)

const cacheSection = "\ncache k\n total-max-size 1\n max-object-size 400000\n"

// What comes from a cache is what its server sent, on all loops, and nothing stays in use of what was read.
func TestCached(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		o := startOrigin(t)
		r := oneServer(t, poller, o, "http-request cache-use k", "http-response cache-store k", cacheSection)
		b := r.gateway.Backend("b")
		for _, target := range []string{"/a?size=1", "/b?size=300000", "/c?size=90000&chunked=7777"} {
			target += "&h=cache-control:max-age=1000"
			_, want := r.dial().get("GET", target, "", "")
			for range 4 {
				c := r.dial()
				for range 2 {
					if res, got := c.get("GET", target, "", ""); got != want || res.Header.Get("age") == "" {
						t.Fatalf("%s: %d bytes of %d, %v", target, len(got), len(want), res.Header)
					}
				}
			}
		}
		r.exact("cache_lookups", func() uint64 { return cacheLookups.Sum(b.Set) }, 27)
		r.exact("cache_hits", func() uint64 { return cacheHits.Sum(b.Set) }, 24)
		if n := o.Ledger().Requests; n != 3 {
			t.Errorf("the server got %d requests", n)
		}
		k := r.gateway.Caches()[0]
		for i := range 40 {
			r.dial().get("GET", fmt.Sprintf("/fill%d?size=100000&h=cache-control:max-age=1000", i), "", "")
			if k.Used() > k.Size {
				t.Fatalf("%d bytes of %d", k.Used(), k.Size)
			}
		}
	})
}

// FuzzLifetime checks that what forbids storing cannot be undone by what stands around it, and that no lifetime is
// negative.
func FuzzLifetime(f *testing.F) {
	for _, s := range []string{"max-age=10", "s-maxage=-1", `max-age="5"`, "Max-Age=99999999999999999999", "public,max-age", "max-age=1;x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		s := newStream(&lane{})
		s.res.Start(200)
		s.res.Add([]byte("cache-control"), []byte(value))
		s.res.Add([]byte("etag"), []byte(`"x"`))
		if n, ok := lifetime(&s.res.Head, 60, 1000); ok && n < 0 {
			t.Errorf("%q gives %d seconds", value, n)
		}
		s.res.Add([]byte("cache-control"), []byte("no-store"))
		if _, ok := lifetime(&s.res.Head, 60, 1000); ok {
			t.Errorf("no-store is undone by %q", value)
		}
	})
}

func TestLifetime(t *testing.T) {
	for _, tc := range []struct {
		control, expires, tag string
		want                  int64 // -1 for what is not stored
	}{
		{"max-age=10", "", "", 10}, {"max-age=10, s-maxage=20", "", "", 20}, {"max-age=0, s-maxage=20", "", "", 20},
		{"max-age=0", "", `"x"`, -1}, {"s-maxage=0, max-age=5", "", "", -1}, {`max-age="7"`, "", "", 7}, {"MAX-AGE=7", "", "", 7},
		{"private, max-age=5", "", "", -1}, {"no-cache", "", `"x"`, -1}, {"no-store", "", "", -1}, {"public", "", "", -1},
		{"", "", "", -1}, {"", "", `"x"`, 60}, {"", "Thu, 01 Jan 1970 00:20:00 GMT", "", 200}, {"", "Thu, 01 Jan 1970 00:10:00 GMT", `"x"`, -1},
		{"", "0", "", -1}, {"max-age=5", "0", "", 5}, {"max-age=x", "", `"x"`, -1},
	} {
		s := newStream(&lane{})
		s.res.Start(200)
		for name, value := range map[string]string{"cache-control": tc.control, "expires": tc.expires, "etag": tc.tag} {
			if value != "" {
				s.res.Add([]byte(name), []byte(value))
			}
		}
		got, ok := lifetime(&s.res.Head, 60, 1000)
		if !ok {
			got = -1
		}
		if got != tc.want {
			t.Errorf("%q, %q, %q: %d, want %d", tc.control, tc.expires, tc.tag, got, tc.want)
		}
	}
}
