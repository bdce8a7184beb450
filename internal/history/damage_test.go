package history

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// block writes a block with one series of a few samples and returns its directory.
func block(t *testing.T, dir, name string, at time.Time) string {
	t.Helper()
	a := storage.NewListSeries(labels.FromStrings("__name__", name), nil)
	var samples []float64
	for i := range 10 {
		samples = append(samples, float64(i))
	}
	db, err := tsdb.Open(filepath.Join(t.TempDir(), "db"), nil, nil, tsdb.DefaultOptions(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	app := db.Appender(t.Context())
	for i, v := range samples {
		if _, err := app.Append(0, a.Labels(), at.UnixMilli()+int64(i)*1000, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := db.CompactHead(tsdb.NewRangeHead(db.Head(), at.UnixMilli(), at.UnixMilli()+20_000)); err != nil {
		t.Fatal(err)
	}
	from := db.Blocks()[0].Dir()
	to := filepath.Join(dir, filepath.Base(from))
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// A block that cannot be read is set aside and named; the rest stays readable.
func TestCorruptedBlock(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	bad := block(t, dir, "bad", now.Add(-10*time.Hour))
	block(t, dir, "good", now.Add(-5*time.Hour))
	if err := os.Truncate(filepath.Join(bad, "index"), 20); err != nil {
		t.Fatal(err)
	}
	s := startStore(t, dir, &world{})
	eventually(t, "the good block is read", func() bool { return values(t, s, "last_over_time(good[12h])", "")[""] == 9 })
	eventually(t, "the bad one is named", func() bool { return happened(t, s, filepath.Base(bad)) })
	if _, err := os.Stat(filepath.Join(dir, asideName, filepath.Base(bad))); err != nil {
		t.Error(err)
	}
	if len(values(t, s, "last_over_time(bad[12h])", "")) > 0 {
		t.Error("the bad block is read")
	}
}

// So is one with a chunk that is not what was written, once somebody asks for it.
func TestCorruptedChunk(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	bad := block(t, dir, "bad", now.Add(-10*time.Hour))
	block(t, dir, "good", now.Add(-5*time.Hour))
	file := filepath.Join(bad, "chunks", "000001")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)-8] ^= 0xff
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s := startStore(t, dir, &world{})
	all := Range{Query: `last_over_time({__name__=~"good|bad"}[12h])`, Start: now.Add(-time.Minute), End: now, Step: time.Second}
	eventually(t, "the question fails", func() bool {
		_, err := answer(s, all)
		return err != nil && strings.Contains(err.Error(), "is set aside")
	})
	eventually(t, "the good block is read", func() bool { text, err := answer(s, all); return err == nil && strings.Contains(text, `"good"`) })
	eventually(t, "the bad one is named", func() bool { return happened(t, s, "block "+filepath.Base(bad)+" cannot be read") })
	if _, err := os.Stat(filepath.Join(dir, asideName, filepath.Base(bad))); err != nil {
		t.Error(err)
	}
	before := values(t, s, "count_over_time(up[1h])", "job")["haproxy"]
	eventually(t, "ticks go on", func() bool { return values(t, s, "count_over_time(up[1h])", "job")["haproxy"] > before })
}

// While the disk is full ticks wait; later they are written with their own times.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=48m", "none", dir).Run(); err != nil {
		t.Skip("cannot mount a small disk here")
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	s := startStore(t, filepath.Join(dir, "h"), &world{})
	ticks := func() float64 { return values(t, s, "count_over_time(up[10m])", "job")["haproxy"] }
	eventually(t, "there are ticks", func() bool { return ticks() > 1 })
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 40<<20), 0o600); err != nil {
		t.Log(err)
	}
	eventually(t, "it is told", func() bool { return happened(t, s, "is full") })
	begin := time.Now()
	eventually(t, "time passes", func() bool { return time.Since(begin) > 5*testInterval })
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it goes on", func() bool { return happened(t, s, "is written again") })
	missing := fmt.Sprintf("max_over_time((time() - timestamp(up))[%dms:10ms])", time.Since(begin).Milliseconds())
	if gap := values(t, s, missing, "job")["haproxy"]; gap > 2 {
		t.Errorf("there is a gap of %v s", gap)
	}
	if happened(t, s, "cannot be written") {
		t.Error("it was written to a full disk")
	}
}
