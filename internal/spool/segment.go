package spool

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A segment is a run of batches that is dropped as a whole: a file, or memory where there is none.
type segment struct {
	file    *os.File // nil in memory
	entries []entry  // what is not done with, the oldest first
	last    uint64   // the number of the newest batch that it ever held
	size    int64    // bytes of all records, those done with included
}

// An entry is one batch of a segment.
type entry struct {
	seq    uint64
	at     int64
	items  int
	offset int64  // of its record in the file
	size   int    // of the record
	memory []byte // the record, where the segment is no file
}

const (
	batches = ".batches"
	aside   = ".aside"
)

// fileName is the name of the file whose first batch has that number.
func fileName(seq uint64, suffix string) string { return fmt.Sprintf("%016x%s", seq, suffix) }

// newSegment begins a segment, in the directory when there is one that can take it.
func newSegment(dir string, seq uint64) (*segment, error) {
	if dir == "" {
		return &segment{}, nil
	}
	f, err := os.OpenFile(filepath.Join(dir, fileName(seq, batches)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return nil, err
	}
	return &segment{file: f}, nil
}

// add writes a record behind the others. One that could not be written whole is taken away again.
func (s *segment) add(record []byte) error {
	e, err := cutRecord(record)
	if err != nil {
		return err
	}
	e.offset = s.size
	if s.file == nil {
		e.memory = record
	} else {
		_, err := s.file.WriteAt(record, s.size)
		if err == nil {
			err = s.file.Sync()
		}
		if err != nil {
			s.file.Truncate(s.size)
			return err
		}
	}
	s.entries, s.last, s.size = append(s.entries, e), e.seq, s.size+int64(len(record))
	return nil
}

// read returns the batch of an entry.
func (s *segment) read(e entry) (Batch, error) {
	record := e.memory
	if s.file != nil {
		record = make([]byte, e.size)
		if _, err := s.file.ReadAt(record, e.offset); err != nil {
			return Batch{}, err
		}
	}
	return readRecord(record)
}

// remove ends the segment and its file.
func (s *segment) remove() error {
	if s.file == nil {
		return nil
	}
	s.file.Close()
	return os.Remove(s.file.Name())
}

// openSegment reads which batches behind the number done a file holds. Its damage is cut off and returned as text.
func openSegment(path string, done uint64) (s *segment, damage string, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, "", err
	}
	all, err := os.ReadFile(path)
	if err != nil {
		f.Close()
		return nil, "", err
	}
	s = &segment{file: f}
	for s.size < int64(len(all)) {
		e, err := cutRecord(all[s.size:])
		if err != nil || e.seq <= s.last {
			damage = fmt.Sprintf("%s is damaged from byte %d on", filepath.Base(path), s.size)
			return s, damage, f.Truncate(s.size)
		}
		e.offset = s.size
		if e.seq > done {
			s.entries = append(s.entries, e)
		}
		s.last, s.size = e.seq, s.size+int64(e.size)
	}
	return s, "", nil
}

// segmentFiles are the names of the files of batches in a directory, the oldest first.
func segmentFiles(dir string) (names []string, err error) {
	all, err := os.ReadDir(dir)
	for _, e := range all {
		if strings.HasSuffix(e.Name(), batches) && len(e.Name()) == 16+len(batches) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// drop describes what is lost with the segment.
func (s *segment) drop() Drop {
	d := Drop{First: s.entries[0].seq, Last: s.entries[len(s.entries)-1].seq, Batches: len(s.entries)}
	for _, e := range s.entries {
		d.Items += e.items
	}
	return d
}
