package forward

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"metergate/internal/export"
)

// Options are what destinations need of the rest of the program.
type Options struct {
	// Walk returns a look at all metrics, now.
	Walk func() *export.Walk
	// Instance names the gateway as a scraper would, by host and port.
	Instance string
	// Permit runs f when there is a processor for long work, and waits for its end. nil runs it at once.
	Permit func(f func())
	// Tell tells the operator of what changed, with a syslog level. It does not wait. nil tells nobody.
	Tell func(severity int, line string)
	// Log writes a line to the gateway's log, with a syslog level. It does not wait. nil logs nothing.
	Log func(severity int, line string)

	root string // of the process, see Prepare
}

// Forward is all sections metrics-forward at work, from Start to Close.
type Forward struct {
	destinations []*destination
	o            *Options
	life
	stopped, closed sync.Once
	cancels         [2]context.CancelFunc // of serving and of draining
	ended           sync.WaitGroup
}

// A life says how far the gateway is.
type life struct {
	stop, over        chan struct{}   // closed when it takes no new clients, and when all are gone
	serving, draining context.Context // end when there is no time left for what lines send-metrics-url send at stop, and for logs at over
}

// flushTime is how long the last batches may take at the end.
const flushTime = 5 * time.Second

// New returns what the sections and the lines send-metrics-url describe. Nothing is read or sent yet.
func New(all []*Config, feeds []*Feed, o Options) (*Forward, error) {
	o.complete()
	f := &Forward{o: &o, life: life{stop: make(chan struct{}), over: make(chan struct{})}}
	f.serving, f.cancels[0] = context.WithCancel(context.Background())
	f.draining, f.cancels[1] = context.WithCancel(context.Background())
	for _, c := range all {
		d, err := newDestination(c, f.o)
		if err != nil {
			return nil, fmt.Errorf("cannot open 'metrics-forward %s': %w", c.Name, err)
		}
		f.destinations = append(f.destinations, d)
	}
	for _, c := range feeds {
		f.destinations = append(f.destinations, newFeed(c, f.o))
	}
	return f, nil
}

// complete gives what is absent something that does nothing.
func (o *Options) complete() {
	if o.Permit == nil {
		o.Permit = func(f func()) { f() }
	}
	if o.Tell == nil {
		o.Tell = func(int, string) {}
	}
	if o.Log == nil {
		o.Log = func(int, string) {}
	}
}

// Prepare makes the directories of queues, for the user and group that the process will have (-1 for those it has), and
// remembers the root directory that it will have (empty for the present one).
func (f *Forward) Prepare(uid, gid int, root string) error {
	f.o.root = root
	for _, d := range f.destinations {
		dir := d.c.queue.dir
		if dir == "" {
			continue
		}
		if inside := f.o.inside(dir); strings.HasPrefix(inside, "..") {
			return fmt.Errorf("cannot keep a queue in %s: it must lie below %s, the directory of 'chroot'", dir, root)
		}
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return fmt.Errorf("cannot make the directory of a queue: %w", err)
		}
		if err := own(dir, uid, gid); err != nil {
			return err
		}
	}
	return nil
}

// inside returns the path of a directory as the process sees it below its root; one that begins with .. is not there.
func (o *Options) inside(dir string) string {
	if dir == "" || o.root == "" {
		return dir
	}
	rel, err := filepath.Rel(o.root, dir)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return ".."
	}
	return "/" + rel
}

// own gives a directory with all that is in it to a user and a group, those of them that are not negative.
func own(dir string, uid, gid int) error {
	if uid < 0 && gid < 0 || os.Geteuid() != 0 {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // an older process may be at work
		return fmt.Errorf("cannot give a queue to its user: %w", err)
	}
	return nil
}

// Start begins to read and send.
func (f *Forward) Start() {
	for _, d := range f.destinations {
		f.ended.Go(func() { d.run(&f.life) })
	}
}

// Stop says that the gateway takes no new clients: a newer process that wants a section gets it, with its queue and behind a last
// batch, and is told what this one still counts. Where none does, all goes on until Close.
func (f *Forward) Stop() {
	f.stopped.Do(func() {
		close(f.stop)
		time.AfterFunc(flushTime, f.cancels[0])
	})
}

// Close ends all deliveries, within 5 seconds. What a directory holds is sent by the next process.
func (f *Forward) Close() {
	f.Stop()
	f.closed.Do(func() {
		close(f.over)
		time.AfterFunc(flushTime, f.cancels[1])
	})
	f.ended.Wait()
	for _, cancel := range f.cancels {
		cancel()
	}
}
