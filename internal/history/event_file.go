package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// An eventFile holds one event a line, in JSON, oldest first. A line that was cut off by a sudden end is skipped.
type eventFile struct {
	path string
	file *os.File
	size int64
}

const (
	eventFileName = "events.jsonl"
	// maxEventFile is the size at which the older half of the file goes.
	maxEventFile = 16 << 20
	// maxEventLine bounds a line that is read; a longer one is passed over.
	maxEventLine = 64 << 10
)

// openEventFile opens the file of a directory, without the events before since.
func openEventFile(dir string, since time.Time) (*eventFile, error) {
	f := &eventFile{path: filepath.Join(dir, eventFileName)}
	all, err := f.read(time.Time{})
	if err != nil {
		return nil, err
	}
	first := 0
	for first < len(all) && all[first].At.Before(since) {
		first++
	}
	return f, f.rewrite(all[first:])
}

// rewrite makes the file anew with these events and opens it.
func (f *eventFile) rewrite(all []Event) error {
	f.close()
	var text []byte
	for _, e := range all {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("cannot write event: %w", err)
		}
		text = append(append(text, line...), '\n')
	}
	if err := os.WriteFile(f.path+".new", text, 0o640); err != nil {
		return fmt.Errorf("cannot write the events: %w", err)
	}
	if err := os.Rename(f.path+".new", f.path); err != nil {
		return fmt.Errorf("cannot write the events: %w", err)
	}
	file, err := os.OpenFile(f.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("cannot open the events: %w", err)
	}
	f.file, f.size = file, int64(len(text))
	return nil
}

// append writes an event behind the others.
func (f *eventFile) append(e Event) error {
	if f.size > maxEventFile {
		all, err := f.read(time.Time{})
		if err != nil {
			return err
		}
		if err := f.rewrite(all[len(all)/2:]); err != nil {
			return err
		}
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("cannot write event: %w", err)
	}
	n, err := f.file.Write(append(line, '\n'))
	f.size += int64(n)
	if err != nil {
		return fmt.Errorf("cannot write event: %w", err)
	}
	return nil
}

// read returns the events from a moment on.
func (f *eventFile) read(from time.Time) (all []Event, err error) {
	file, err := os.Open(f.path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the events: %w", err)
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, maxEventLine)
	for {
		line, err := lines.ReadSlice('\n')
		var e Event
		if err != bufio.ErrBufferFull && json.Unmarshal(line, &e) == nil && !e.At.Before(from) {
			all = append(all, e)
		}
		for err == bufio.ErrBufferFull { // no line of ours is as long
			_, err = lines.ReadSlice('\n')
		}
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, fmt.Errorf("cannot read the events: %w", err)
		}
	}
}

func (f *eventFile) close() {
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
}
