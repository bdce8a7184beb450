package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunks"
	tsdbindex "github.com/prometheus/prometheus/tsdb/index"
	"github.com/prometheus/prometheus/util/compression"
)

// An opening is what came of opening the database.
type opening struct {
	db    *tsdb.DB
	aside []badBlock
	err   error
}

// A badBlock is a block that was set aside.
type badBlock struct {
	id  string
	err error
}

// asideName is the directory in that of the history for blocks that cannot be read.
const asideName = "corrupted"

// The times between attempts to open the database.
const (
	retryFirst = time.Second
	retryMost  = time.Minute
)

// open begins to open the database.
func (s *Store) open() {
	s.opening = true
	go func() { s.opened <- s.tryOpen(func(*tsdb.Block) error { return nil }) }()
}

// tryOpen opens the database without the blocks that cannot be opened, or that fail a test.
func (s *Store) tryOpen(test func(*tsdb.Block) error) (o opening) {
	if o.aside, o.err = setAside(s.dir, test); o.err != nil {
		return o
	}
	if o.db, o.err = tsdb.Open(s.dir, slog.New(slog.DiscardHandler), nil, s.options(), nil); o.err != nil {
		o.err = fmt.Errorf("cannot be opened: %w", o.err)
	}
	return o
}

// options are those of the database. It has no lock of its own: that of the directory is held.
func (s *Store) options() *tsdb.Options {
	o := tsdb.DefaultOptions()
	o.NoLockfile = true
	o.RetentionDuration = s.c.Retention.Milliseconds()
	o.MaxBytes = s.c.MaxSize
	o.MinBlockDuration = minRetention.Milliseconds()
	o.MaxBlockDuration = max(min(s.c.Retention/10, 31*24*time.Hour), minRetention).Milliseconds()
	o.WALCompression = compression.Snappy
	o.WALReplayConcurrency = 1
	o.WALSegmentSize = 32 << 20
	o.EnableExemplarStorage, o.MaxExemplars = true, maxExemplars
	return o
}

// maxExemplars is how many exemplars are kept, in memory.
const maxExemplars = 20_000

// setAside moves blocks that cannot be opened, or that fail a test, out of the way of the others.
func setAside(dir string, test func(*tsdb.Block) error) (bad []badBlock, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	for _, e := range entries {
		if _, err := ulid.ParseStrict(e.Name()); err != nil || !e.IsDir() {
			continue
		}
		path := filepath.Join(dir, e.Name())
		b, err := tsdb.OpenBlock(nil, path, nil, nil)
		if err == nil {
			if err = errors.Join(test(b), b.Close()); err == nil {
				continue
			}
		}
		bad = append(bad, badBlock{e.Name(), err})
		if err := moveAside(dir, e.Name()); err != nil {
			return bad, err
		}
	}
	return bad, nil
}

// spoiled reports whether an error of the database is one of a chunk: opening a block looks at its index, and only reading
// a chunk at its checksum.
func spoiled(err error) bool { return strings.Contains(err.Error(), "cannot populate chunk") }

// combEach is how often the blocks may be read whole.
const combEach = time.Minute

// comb closes the database and opens it again without the blocks that have a spoiled chunk. Ticks wait meanwhile.
func (s *Store) comb() {
	if s.lease == nil || time.Since(s.combed) < combEach {
		return
	}
	s.combed = time.Now()
	s.shut()
	s.opening = true
	go func() { s.opened <- s.tryOpen(chunksOf) }()
}

// chunksOf reads all chunks of a block.
func chunksOf(b *tsdb.Block) error {
	index, err := b.Index()
	if err != nil {
		return err
	}
	defer index.Close()
	data, err := b.Chunks()
	if err != nil {
		return err
	}
	defer data.Close()
	name, value := tsdbindex.AllPostingsKey()
	all, err := index.Postings(context.Background(), name, value)
	if err != nil {
		return err
	}
	var l labels.ScratchBuilder
	var each []chunks.Meta
	for all.Next() {
		if err := index.Series(all.At(), &l, &each); err != nil {
			return err
		}
		for _, c := range each {
			if _, _, err := data.ChunkOrIterable(c); err != nil {
				return err
			}
		}
	}
	return all.Err()
}

func (s *Store) sayAside(b badBlock) {
	s.say(severityAlert, "block %s cannot be read and was set aside in %s: %v", b.id, asideName, b.err)
}

func moveAside(dir, name string) error {
	if err := os.MkdirAll(filepath.Join(dir, asideName), 0o750); err != nil {
		return fmt.Errorf("cannot set block %s aside: %w", name, err)
	}
	if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, asideName, name)); err != nil {
		return fmt.Errorf("cannot set block %s aside: %w", name, err)
	}
	return nil
}
