package peer

import (
	"bytes"
	"testing"

	"metergate/internal/stick"
)

// sample is a table with data of every form.
func sampleTable(keys stick.KeyType) *stick.Table {
	return stick.New(stick.Config{Name: "t", Type: keys, KeyLen: 12, Size: 100, Expire: 60_000, Store: []stick.Store{
		{Data: stick.ServerID}, {Data: stick.GPC, Elements: 3}, {Data: stick.GPCRate, Elements: 2, Period: 5000}, {Data: stick.ConnCur},
		{Data: stick.BytesInCnt}, {Data: stick.HTTPReqRate, Period: 1000}, {Data: stick.ServerKey},
	}})
}

// lesson is what a session tells of an entry.
func lesson(t *stick.Table, key []byte) []byte {
	c := course{life: true}
	c.define(7, &shared{table: t, name: "t"})
	ref, _ := t.Get(key, 1)
	e := t.Lock(ref, 1)
	e.Set(stick.ServerID, 0, 3)
	e.Set(stick.ServerKey, 0, t.Number([]byte("one")))
	e.Set(stick.GPC, 2, 99)
	e.Set(stick.ConnCur, 0, 5)
	e.Set(stick.BytesInCnt, 0, 1<<40)
	e.Add(stick.HTTPReqRate, 0, 4)
	c.update(t, e, 41, false)
	c.update(t, e, 42, true)
	e.Unlock()
	t.Drop(ref)
	return c.out
}

// hear has a session take in what was sent, without a connection.
func hear(t *stick.Table, sent []byte) (*session, error) {
	s := &Section{tables: []*shared{{table: t, name: "t"}}}
	k := &session{section: s, peer: &Peer{acked: make([]uint64, 1)}, tables: map[uint64]*table{}, pushed: []uint64{10}}
	for len(sent) > 0 {
		m, used, _, err := cutMessage(sent)
		if err != nil {
			return k, err
		}
		if used == 0 {
			return k, errShort
		}
		if m.class == classTable {
			if err := k.learn(m, 1); err != nil {
				return k, err
			}
		}
		sent = sent[used:]
	}
	return k, nil
}

func TestLessonsAreLearned(t *testing.T) {
	for _, c := range []struct {
		keys stick.KeyType
		key  string
	}{{stick.IP, "\x7f\x00\x00\x01"}, {stick.IPv6, "0123456789abcdef"}, {stick.Integer, "\x00\x00\x00\x05"}, {stick.String, "a key"}, {stick.Binary, "\x00bcdefghijkl"}} {
		to := sampleTable(c.keys)
		k, err := hear(to, lesson(sampleTable(c.keys), []byte(c.key)))
		if err != nil {
			t.Errorf("%v: %v", c.keys, err)
			continue
		}
		ref, ok := to.Find([]byte(c.key), 1)
		if !ok {
			t.Errorf("%v: the key was not learned", c.keys)
			continue
		}
		e := to.Lock(ref, 1)
		for _, w := range []struct {
			d    stick.Data
			i    int
			want uint64
		}{{stick.ServerID, 0, 3}, {stick.GPC, 2, 99}, {stick.ConnCur, 0, 0}, {stick.BytesInCnt, 0, 1 << 40}, {stick.HTTPReqRate, 0, 4}} {
			if got := e.Value(w.d, w.i); got != w.want {
				t.Errorf("%v: %s is %d, want %d", c.keys, w.d.Element(w.i), got, w.want)
			}
		}
		if name := to.NameOf(e.Value(stick.ServerKey, 0)); name != "one" {
			t.Errorf("%v: the server is %q", c.keys, name)
		}
		e.Unlock()
		if n := k.tables[7].number; n != 42 || !k.acks || to.Touches() != 0 {
			t.Errorf("%v: learned up to %d, acks owed %v, %d touches, want 42, true, 0", c.keys, n, k.acks, to.Touches())
		}
	}
}

func TestHellos(t *testing.T) {
	for _, c := range []struct {
		lines  string
		status int
		from   string
	}{
		{"HAProxyS 2.1\nA\nB 12 0\n", statusWelcome, "B"},
		{"HAProxyS 2.0\nA\nB\n", statusWelcome, "B"},
		{"HAProxyS 3.0\nA\nB 1 0\n", statusVersion, ""},
		{"HAProxyS 2\nA\nB 1 0\n", statusVersion, ""},
		{"GET / HTTP/1.1\n\n\n", statusProtocol, ""},
		{"\n\n\n", statusProtocol, ""},
	} {
		h, status := parseHello(c.lines)
		if status != c.status || h.from != c.from {
			t.Errorf("%q: %d from %q, want %d from %q", c.lines, status, h.from, c.status, c.from)
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, v := range []uint64{0, 239, 240, 2287, 2288, 0x1234, 1 << 32, 1<<64 - 1} {
		f.Add(v, []byte(nil))
	}
	f.Fuzz(func(t *testing.T, v uint64, rest []byte) {
		got, left, ok := cutNumber(append(appendNumber(nil, v), rest...))
		if !ok || got != v || !bytes.Equal(left, rest) {
			t.Fatalf("%d came back as %d (%v) with %q behind it, want %q", v, got, ok, left, rest)
		}
	})
}

// FuzzSession has a session take in anything: nothing but an error may come of it, and the table stays within its bounds.
func FuzzSession(f *testing.F) {
	for _, keys := range []stick.KeyType{stick.IP, stick.String, stick.Binary} {
		f.Add(uint8(keys), lesson(sampleTable(keys), []byte("abcdefghijkl")[:map[stick.KeyType]int{stick.IP: 4, stick.String: 3, stick.Binary: 12}[keys]]))
	}
	f.Add(uint8(0), []byte{classTable, tableAck, 5, 1, 0, 0, 0, 9})
	f.Fuzz(func(t *testing.T, keys uint8, sent []byte) {
		tab := sampleTable(stick.KeyType(keys % 5))
		k, _ := hear(tab, sent)
		if tab.Used() > tab.Config().Size || len(k.tables) > maxTables || k.peer.acked[0] > k.pushed[0] {
			t.Fatalf("%d entries, %d tables, confirmed %d of %d", tab.Used(), len(k.tables), k.peer.acked[0], k.pushed[0])
		}
	})
}
