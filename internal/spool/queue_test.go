package spool

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func items(texts ...string) (all [][]byte) {
	for _, t := range texts {
		all = append(all, []byte(t))
	}
	return all
}

func open(t *testing.T, dir string, limit int64) *Queue {
	t.Helper()
	q, err := Open(dir, limit)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func put(t *testing.T, q *Queue, texts ...string) uint64 {
	t.Helper()
	seq, drops, err := q.Put(1000, items(texts...))
	if err != nil || len(drops) > 0 {
		t.Fatalf("Put: %v, dropped %v", err, drops)
	}
	return seq
}

// texts returns what waits, in its order.
func texts(q *Queue) (all []string) {
	head, _ := q.Head(1 << 30)
	for _, b := range head {
		for _, item := range b.Items {
			all = append(all, string(item))
		}
	}
	return all
}

func TestQueueKeepsOrderOverRestarts(t *testing.T) {
	dir := t.TempDir()
	q := open(t, dir, 1<<20)
	put(t, q, "a", "b")
	put(t, q, "c")
	put(t, q, "d")
	id := q.Identity()
	if err := q.Done(1); err != nil {
		t.Fatal(err)
	}
	q.Close()
	q = open(t, dir, 1<<20)
	defer q.Close()
	if got := texts(q); !slices.Equal(got, []string{"c", "d"}) {
		t.Errorf("after a restart %q waits", got)
	}
	if q.Identity() != id {
		t.Errorf("the identity %s became %s", id, q.Identity())
	}
	if seq := put(t, q, "e"); seq != 4 {
		t.Errorf("the next number is %d, not 4", seq)
	}
}

func TestQueueHasOneOwner(t *testing.T) {
	dir := t.TempDir()
	q := open(t, dir, 1<<20)
	if _, err := Open(dir, 1<<20); !errors.Is(err, ErrHeld) {
		t.Errorf("a second owner got %v", err)
	}
	q.Close()
	open(t, dir, 1<<20).Close()
}

func TestQueueSurvivesATornWrite(t *testing.T) {
	dir := t.TempDir()
	q := open(t, dir, 1<<20)
	put(t, q, "whole")
	put(t, q, "torn")
	q.Close()
	name := filepath.Join(dir, fileName(1, batches))
	all, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, all[:len(all)-3], 0o640); err != nil {
		t.Fatal(err)
	}
	q = open(t, dir, 1<<20)
	defer q.Close()
	if got := texts(q); !slices.Equal(got, []string{"whole"}) {
		t.Errorf("%q waits", got)
	}
	if len(q.Damaged()) != 1 {
		t.Errorf("the damage is told as %q", q.Damaged())
	}
	if seq := put(t, q, "new"); seq <= 2 {
		t.Errorf("the number %d may have been given before", seq)
	}
}

func TestQueueFallsBackToMemory(t *testing.T) {
	dir := t.TempDir()
	q := open(t, dir, 1<<20)
	put(t, q, "on disk")
	if err := q.segments[0].file.Close(); err != nil { // as a disk that fails
		t.Fatal(err)
	}
	q.segment = 1 // the next batch begins a segment
	if err := os.Mkdir(filepath.Join(dir, fileName(2, batches)), 0o750); err != nil {
		t.Fatal(err)
	}
	_, drops, err := q.Put(1000, items("in memory"))
	if err == nil || len(drops) > 0 {
		t.Errorf("Put: %v, dropped %v", err, drops)
	}
	put(t, q, "on disk again")
	head, drops := q.Head(100)
	if len(head) != 2 || string(head[0].Items[0]) != "in memory" || string(head[1].Items[0]) != "on disk again" {
		t.Errorf("the head is %v", head)
	}
	if len(drops) != 1 || drops[0].First != 1 {
		t.Errorf("the batch that cannot be read was not told: %v", drops)
	}
	q.Close()
}

// TestQueueModel compares with a list, whatever is put, taken, done and reopened.
func TestQueueModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := ""
		if rapid.Bool().Draw(t, "disk") {
			dir, _ = os.MkdirTemp("", "spool")
			defer os.RemoveAll(dir)
		}
		limit := rapid.Int64Range(20_000, 60_000).Draw(t, "limit")
		q, err := Open(dir, limit)
		if err != nil {
			t.Fatal(err)
		}
		waits, gone, taken := map[uint64]string{}, map[uint64]bool{}, uint64(0)
		next := uint64(1)
		forget := func(drops []Drop) {
			for _, d := range drops {
				n := 0
				for seq := d.First; seq <= d.Last; seq++ {
					if _, ok := waits[seq]; ok {
						delete(waits, seq)
						gone[seq] = true
						n++
					}
				}
				if n != d.Batches || d.First <= taken {
					t.Fatalf("dropped %+v, of which %d waited; taken up to %d", d, n, taken)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				noise := rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "noise")
				text := fmt.Sprintf("%d %s", next, bytes.Repeat(noise, rapid.IntRange(1, 60).Draw(t, "times")))
				waits[next] = text
				seq, drops, err := q.Put(int64(next), [][]byte{[]byte(text)})
				if err != nil || seq != next {
					t.Fatalf("Put: %d, %v", seq, err)
				}
				forget(drops)
				next++
			},
			"done": func(t *rapid.T) {
				head, _ := q.Head(rapid.IntRange(1, 5).Draw(t, "items"))
				if len(head) == 0 {
					return
				}
				last := head[len(head)-1].Seq
				if err := q.Done(last); err != nil {
					t.Fatal(err)
				}
				for _, b := range head {
					if waits[b.Seq] != string(b.Items[0]) {
						t.Fatalf("batch %d is %q, not %q", b.Seq, b.Items[0], waits[b.Seq])
					}
					delete(waits, b.Seq)
				}
				taken = max(taken, last)
			},
			"reopen": func(t *rapid.T) {
				if dir == "" {
					return
				}
				forget(q.Close())
				if q, err = Open(dir, limit); err != nil {
					t.Fatal(err)
				}
				taken = 0
			},
			"": func(t *rapid.T) {
				if n := q.Length(); n.Batches != len(waits) || n.Bytes > limit {
					t.Fatalf("%+v wait, not %d", n, len(waits))
				}
			},
		})
		q.Close()
	})
}

func FuzzOpen(f *testing.F) {
	r, _ := appendRecord(nil, Batch{Seq: 1, At: 5, Items: items("x", "yy")})
	f.Add(r, "spool 1 abc 0 00000000\n")
	f.Add(append(r, r...), formatDone("abc", 0))
	f.Add(r[:9], "")
	f.Fuzz(func(t *testing.T, file []byte, done string) {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, fileName(1, batches)), file, 0o640)
		os.WriteFile(filepath.Join(dir, doneName), []byte(done), 0o640)
		q, err := Open(dir, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		defer q.Close()
		last := uint64(0)
		head, _ := q.Head(1 << 30)
		for _, b := range head {
			if b.Seq <= last {
				t.Errorf("batch %d behind %d", b.Seq, last)
			}
			last = b.Seq
		}
		if seq, _, err := q.Put(1, items("z")); err != nil || seq <= last {
			t.Errorf("the next batch is %d behind %d: %v", seq, last, err)
		}
	})
}
