package proxy

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const spares = `defaults spare
 mode http
 timeout client 30s
 timeout server 30s
 timeout connect 30s
 acl plain path -m beg /plain
 http-request set-header x-from spare if plain
defaults unruly
 balance static-rr
frontend f from spare2
 bind 127.0.0.1:1
 use_backend named if FALSE
 use_backend %[hdr(x)]
backend named from spare2
backend tabled from spare2
 stick-table type ip size 10
`

func spareRig(t *testing.T, poller string) *rig {
	return newRig(t, poller, "defaults spare2\n mode http\n timeout client 30s\n timeout server 30s\n timeout connect 30s\n"+spares)
}

// add adds a backend with a server, and opens both.
func (r *rig) add(name, addr string) *Backend {
	r.t.Helper()
	compiling.Lock()
	b, err := r.gateway.AddBackend(NewBackend{Name: name, From: "spare", GUID: name})
	compiling.Unlock()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := b.AddServer("s", addr, nil); err != nil {
		r.t.Fatal(err)
	}
	b.Server("s").Ready()
	b.Publish(true)
	return b
}

// remove closes a backend and takes it away, once nobody is in it.
func (r *rig) remove(b *Backend) {
	r.t.Helper()
	b.Publish(false)
	s := b.Server("s")
	s.BeginMaint()
	eventually(r.t, "the end of the server", func() bool { return s.Remove() == nil })
	eventually(r.t, "the end of the backend", func() bool {
		err := b.Remove()
		if err != nil && !errors.Is(err, ErrHasStreams) {
			r.t.Error(err)
		}
		return err == nil
	})
}

// TestBackendsComeAndGo: while a backend is added and taken away again and again, each request finds it whole or not at
// all, and nothing that was counted for the process is lost.
func TestBackendsComeAndGo(t *testing.T) {
	everyPoller(t, func(t *testing.T, poller string) {
		r, o := spareRig(t, poller), startOrigin(t)
		lists := len(r.gateway.Lists.All())
		var clients sync.WaitGroup
		var asked atomic.Uint64
		for range 2 {
			clients.Go(func() {
				for c, i := r.dial(), 0; i < 200; i++ {
					if res, _ := c.get("GET", "/plain", "x: n\r\n", ""); res.StatusCode != 200 && res.StatusCode != 503 {
						t.Errorf("status %d", res.StatusCode)
					}
					asked.Add(1)
				}
			})
		}
		var all []*Backend
		for i := 0; i < 5 || asked.Load() < 400 && i < 100; i++ {
			b := r.add("n", o.Addr())
			if len(r.gateway.Lists.All()) != lists+1 {
				t.Errorf("%d lists of patterns", len(r.gateway.Lists.All()))
			}
			all = append(all, b)
			r.remove(b)
		}
		clients.Wait()
		f := r.gateway.Frontend("f")
		r.exact("requests", func() uint64 { return h1req.Sum(f.Set) }, 400)
		sent := uint64(0)
		for _, b := range all {
			sent += reqbout.Sum(b.Set)
		}
		i := &Info{Gateway: r.gateway}
		r.exact("bytes to servers", func() uint64 { return i.backs(reqbout) + r.gateway.departed.Load() }, sent)
		if n := len(r.gateway.Lists.All()); n != lists || r.gateway.Named("n") != nil || r.gateway.guids["n"] != nil {
			t.Errorf("%d lists and the name are left, there were %d lists", n, lists)
		}
	})
}

// TestBackendsRefused: what is wrong with a new backend changes nothing.
func TestBackendsRefused(t *testing.T) {
	r := spareRig(t, "epoll")
	before := r.gateway.roster.Load()
	for _, c := range []struct{ name, from, mode, guid, want string }{
		{"x", "nobody", "http", "", "Cannot find default proxy 'nobody'."},
		{"x", "unruly", "", "", "Mode is required as 'unruly' default proxy does not explicitly defines it."},
		{"f", "spare", "", "", "name is already used by other proxy 'frontend f'."},
		{"named", "spare", "", "", "name is already used by other proxy 'backend named'."},
		{"spare", "spare", "", "", "name is already used by other proxy 'defaults spare'."},
		{"x", "spare", "", "a/b", "GUID insertion : invalid character '/'."},
	} {
		compiling.Lock()
		_, err := r.gateway.AddBackend(NewBackend{Name: c.name, From: c.from, Mode: c.mode, GUID: c.guid})
		compiling.Unlock()
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if r.gateway.roster.Load() != before {
		t.Error("the list of proxies was replaced")
	}
	for name, want := range map[string]error{"named": ErrNamed, "tabled": ErrHasTable} {
		if err := r.gateway.Backend(name).Remove(); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBackendsNumbered: a backend that is added has the first number behind the last one.
func TestBackendsNumbered(t *testing.T) {
	r := spareRig(t, "epoll")
	var got []string
	for _, name := range []string{"one", "two"} {
		b := r.add(name, "127.0.0.1:9")
		got = append(got, fmt.Sprint(b.ID))
		if name == "one" {
			r.remove(b)
		}
	}
	if strings.Join(got, " ") != "5 5" {
		t.Errorf("numbers %v", got)
	}
}
