package resolve

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A zone is a name server of a test: what it answers may change.
type zone struct {
	mu      sync.Mutex
	records map[string][]string // name and type -> records
	rcode   int
	forge   func(w dns.ResponseWriter, q *dns.Msg) // called before the answer
}

func (z *zone) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.forge != nil {
		z.forge(w, q)
	}
	m := new(dns.Msg)
	m.SetReply(q)
	m.Rcode = z.rcode
	name, kind := q.Question[0].Name, q.Question[0].Qtype
	for _, text := range z.records[name+" "+dns.TypeToString[kind]] {
		r, err := dns.NewRR(text)
		if err != nil {
			panic(err)
		}
		if _, ok := r.(*dns.SRV); !ok && kind == dns.TypeSRV {
			m.Extra = append(m.Extra, r)
		} else {
			m.Answer = append(m.Answer, r)
		}
	}
	w.WriteMsg(m)
}

func (z *zone) set(key string, records ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.records == nil {
		z.records = map[string][]string{}
	}
	z.records[key] = records
}

// serve runs the zone at a port of the kernel's choice.
func (z *zone) serve(t *testing.T, tcp bool) Server {
	t.Helper()
	s := &dns.Server{Handler: z}
	var addr net.Addr
	var err error
	if tcp {
		s.Listener, err = net.Listen("tcp", "127.0.0.1:0")
	} else {
		s.PacketConn, err = net.ListenPacket("udp", "127.0.0.1:0")
	}
	if err != nil {
		t.Fatal(err)
	}
	if tcp {
		addr = s.Listener.Addr()
	} else {
		addr = s.PacketConn.LocalAddr()
	}
	ready := make(chan struct{})
	s.NotifyStartedFunc = func() { close(ready) }
	go s.ActivateAndServe()
	<-ready
	t.Cleanup(func() { s.Shutdown() })
	return Server{Name: "ns", TCP: tcp, Addr: netip.MustParseAddrPort(addr.String())}
}

func resolver(t *testing.T, servers ...Server) *Resolver {
	c := Usual("r")
	c.Servers, c.Retry, c.Retries, c.Resolve = servers, 10*time.Second, 1, 10*time.Millisecond
	r := New(c)
	t.Cleanup(r.Close)
	return r
}

// print shows an answer in a line.
func print(a Answer) string {
	var words []string
	for _, ip := range a.Addrs {
		words = append(words, ip.String())
	}
	for _, s := range a.Services {
		words = append(words, fmt.Sprint(s.Target, ":", s.Port, "/", s.Weight, s.Addrs))
	}
	return a.Status.String() + " " + strings.Join(words, " ")
}

func TestResolve(t *testing.T) {
	z := &zone{}
	z.set("a.test. A", "a.test. 1 IN A 192.0.2.2", "a.test. 1 IN A 192.0.2.1", "a.test. 1 IN A 192.0.2.1", "other.test. 1 IN A 192.0.2.9")
	z.set("six.test. AAAA", "six.test. 1 IN AAAA 2001:db8::1")
	z.set("alias.test. A", "alias.test. 1 IN CNAME A.test.", "a.test. 1 IN A 192.0.2.1")
	z.set("loop.test. A", "loop.test. 1 IN CNAME pool.test.", "pool.test. 1 IN CNAME loop.test.")
	z.set("loop.test. AAAA", "loop.test. 1 IN CNAME loop.test.")
	z.set("_x._tcp.test. SRV", "_x._tcp.test. 1 IN SRV 1 20 8080 H1.test.", "_x._tcp.test. 1 IN SRV 1 30 81 h2.test.", "h1.test. 1 IN A 192.0.2.7")
	for _, tcp := range []bool{false, true} {
		r := resolver(t, z.serve(t, tcp))
		for _, c := range []struct {
			name string
			kind Kind
			want string
		}{
			{"a.test", IPv4First, "valid 192.0.2.1 192.0.2.2"},
			{"a.test", IPv6First, "valid 192.0.2.1 192.0.2.2"},
			{"six.test", IPv4First, "valid 2001:db8::1"},
			{"alias.test", IPv4First, "valid 192.0.2.1"},
			{"loop.test", IPv4First, "other "},
			{"none.test", IPv4First, "other "},
			{"_x._tcp.test", Services, "valid h1.test:8080/20 [192.0.2.7] h2.test:81/30 []"},
		} {
			if got := print(r.resolve(question{c.name, c.kind})); got != c.want {
				t.Errorf("%s, tcp %v: %s, want %s", c.name, tcp, got, c.want)
			}
		}
		if n := r.Nameservers[0]; n.CNAMEError.Load() != 2 || n.CNAME.Load() != 3 || n.Sent.Load() != n.Valid.Load()+n.Other.Load()+2 {
			t.Errorf("tcp %v: sent %d, valid %d, other %d, cname %d, cname_error %d", tcp, n.Sent.Load(), n.Valid.Load(), n.Other.Load(), n.CNAME.Load(), n.CNAMEError.Load())
		}
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		rcode int
		want  string
	}{{dns.RcodeNameError, "nx "}, {dns.RcodeRefused, "refused "}, {dns.RcodeServerFailure, "other "}} {
		z := &zone{rcode: c.rcode}
		if got := print(resolver(t, z.serve(t, false)).resolve(question{"a.test", IPv4First})); got != c.want {
			t.Errorf("%s: %s, want %s", dns.RcodeToString[c.rcode], got, c.want)
		}
	}
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	r := resolver(t, Server{Name: "silent", Addr: netip.MustParseAddrPort(silent.LocalAddr().String())})
	r.Retry = 20 * time.Millisecond
	if got := print(r.resolve(question{"a.test", IPv4First})); got != "timeout " {
		t.Errorf("a silent server: %s", got)
	}
}

// TestOneValidAnswerIsEnough has a second name server that refuses.
func TestOneValidAnswerIsEnough(t *testing.T) {
	good, bad := &zone{}, &zone{rcode: dns.RcodeRefused}
	good.set("a.test. A", "a.test. 1 IN A 192.0.2.1")
	r := resolver(t, bad.serve(t, false), good.serve(t, false))
	if got := print(r.resolve(question{"a.test", IPv4First})); got != "valid 192.0.2.1" {
		t.Error(got)
	}
}

// TestHostileAnswers: what is not the answer to the question is passed over until that comes.
func TestHostileAnswers(t *testing.T) {
	z := &zone{forge: func(w dns.ResponseWriter, q *dns.Msg) {
		forged := func(change func(*dns.Msg)) {
			m := new(dns.Msg)
			m.SetReply(q)
			r, _ := dns.NewRR(q.Question[0].Name + " 1 IN A 203.0.113.66")
			m.Answer = []dns.RR{r}
			change(m)
			w.WriteMsg(m)
		}
		forged(func(m *dns.Msg) { m.Id++ })
		forged(func(m *dns.Msg) { m.Question[0].Name = "evil.test." })
		forged(func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeAAAA })
		forged(func(m *dns.Msg) { m.Response = false })
	}}
	z.set("a.test. A", "a.test. 1 IN A 192.0.2.1")
	r := resolver(t, z.serve(t, false))
	if got := print(r.resolve(question{"a.test", IPv4First})); got != "valid 192.0.2.1" {
		t.Error(got)
	}
	if n := r.Nameservers[0].Invalid.Load(); n != 4 {
		t.Errorf("%d packets were invalid, want 4", n)
	}
}

func TestTooBig(t *testing.T) {
	z := &zone{}
	var records []string
	for i := range 60 {
		records = append(records, fmt.Sprintf("a.test. 1 IN A 192.0.2.%d", i))
	}
	z.set("a.test. A", records...)
	r := resolver(t, z.serve(t, true))
	if got := print(r.resolve(question{"a.test", IPv4First})); got != "other " || r.Nameservers[0].TooBig.Load() != 1 {
		t.Errorf("%s, %d too big", got, r.Nameservers[0].TooBig.Load())
	}
}

// TestWatch sees a name move, and nothing once it has stopped.
func TestWatch(t *testing.T) {
	z := &zone{}
	z.set("a.test. A", "a.test. 1 IN A 192.0.2.1")
	r := resolver(t, z.serve(t, false))
	seen := make(chan string, 1000)
	see := func(a Answer) {
		select {
		case seen <- print(a):
		default:
		}
	}
	w := r.Watch("a.test", IPv4First, see)
	await(t, seen, "valid 192.0.2.1")
	z.set("a.test. A", "a.test. 1 IN A 192.0.2.8")
	await(t, seen, "valid 192.0.2.8")
	known := make(chan string, 1)
	other := r.Watch("a.test", IPv4First, func(a Answer) {
		select {
		case known <- print(a):
		default:
		}
	})
	await(t, known, "valid 192.0.2.8")
	w.Stop()
	other.Stop()
	if len(r.watched) != 0 {
		t.Error("a question is asked for nobody")
	}
}

func await(t *testing.T, seen chan string, want string) {
	t.Helper()
	for {
		select {
		case got := <-seen:
			if got == want {
				return
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s is not seen", want)
		}
	}
}

// TestAsk remembers answers, and asks once for many who wait.
func TestAsk(t *testing.T) {
	z := &zone{}
	z.set("a.test. A", "a.test. 1 IN A 192.0.2.1")
	r := resolver(t, z.serve(t, false))
	r.Hold[Valid] = time.Hour
	answers := make(chan string, 100)
	for range 50 {
		r.Ask("a.test", IPv4First, func(a Answer) { answers <- print(a) })
	}
	for range 50 {
		await(t, answers, "valid 192.0.2.1")
	}
	if n := r.Nameservers[0].Sent.Load(); n != 1 {
		t.Errorf("%d questions, want 1", n)
	}
	for i := range maxNames + 10 {
		r.known[question{fmt.Sprint(i), IPv4First}] = &memory{}
	}
	r.Ask("b.test", IPv4First, func(a Answer) { answers <- print(a) })
	await(t, answers, "other ")
	if len(r.known) > maxNames {
		t.Errorf("%d names are remembered", len(r.known))
	}
}

func FuzzRead(f *testing.F) {
	q := query("a.test", dns.TypeA, 512)
	q.Id = 7
	good := new(dns.Msg)
	good.SetReply(q)
	for _, text := range []string{"a.test. 1 IN CNAME b.test.", "b.test. 1 IN A 192.0.2.1", "b.test. 1 IN AAAA 2001:db8::1"} {
		r, _ := dns.NewRR(text)
		good.Answer = append(good.Answer, r)
	}
	packet, _ := good.Pack()
	f.Add(packet)
	f.Add(packet[:20])
	f.Add([]byte("\x00\x07\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, packet []byte) {
		a, v, _ := read(q, packet)
		if (v == answered) != (len(a.Addrs)+len(a.Services) > 0) {
			t.Errorf("verdict %d with %s", v, print(a))
		}
	})
}
