package history

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/tsdb"
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
	go func() { s.opened <- s.tryOpen() }()
}

func (s *Store) tryOpen() (o opening) {
	if o.aside, o.err = setAside(s.dir); o.err != nil {
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

// setAside moves blocks that cannot be opened out of the way, so that the others can be.
func setAside(dir string) (bad []badBlock, err error) {
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
			if err = b.Close(); err == nil {
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

func moveAside(dir, name string) error {
	if err := os.MkdirAll(filepath.Join(dir, asideName), 0o750); err != nil {
		return fmt.Errorf("cannot set block %s aside: %w", name, err)
	}
	if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, asideName, name)); err != nil {
		return fmt.Errorf("cannot set block %s aside: %w", name, err)
	}
	return nil
}
