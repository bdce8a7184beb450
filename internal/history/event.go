package history

import (
	"encoding/json"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// An Event is something that happened, on the time axis of the metrics.
type Event struct {
	// At is the moment.
	At time.Time
	// Kind is one of those below.
	Kind EventKind
	// Severity is a syslog level: 1 alert, 4 warning, 5 notice, 6 info.
	Severity int
	// Proxy and Server name what it happened to; empty where it is none.
	Proxy, Server string
	// Name is that of an alert.
	Name string
	// State is the new state in one word: of a server, such as UP; of an alert, firing or resolved.
	State string
	// Text says it for people. What came from outside is in it as it came: encode it for the place it goes to.
	Text string
}

// EventKind says what an event is about.
type EventKind string

// The kinds of events.
const (
	EventStart   EventKind = "start"   // a process began to serve
	EventReload  EventKind = "reload"  // a process with another configuration took over
	EventStop    EventKind = "stop"    // the process was asked to end
	EventServer  EventKind = "server"  // a server changed its state
	EventProxy   EventKind = "proxy"   // a proxy changed its state
	EventAlert   EventKind = "alert"   // an alert fires, or does not any more
	EventHistory EventKind = "history" // something about the history itself
)

// eventLine is an event as it stands in the file and in answers.
type eventLine struct {
	At       float64   `json:"time"` // seconds since 1970
	Kind     EventKind `json:"kind"`
	Severity int       `json:"severity"`
	Proxy    string    `json:"proxy,omitempty"`
	Server   string    `json:"server,omitempty"`
	Name     string    `json:"name,omitempty"`
	State    string    `json:"state,omitempty"`
	Text     string    `json:"text"`
}

// MarshalJSON writes the event with its time in seconds since 1970, to the millisecond.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(eventLine{float64(e.At.UnixMilli()) / 1000, e.Kind, e.Severity, e.Proxy, e.Server, e.Name, e.State, e.Text})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Event) UnmarshalJSON(b []byte) error {
	var l eventLine
	if err := json.Unmarshal(b, &l); err != nil {
		return err
	}
	*e = Event{time.UnixMilli(int64(l.At*1000 + 0.5)), l.Kind, l.Severity, l.Proxy, l.Server, l.Name, l.State, l.Text}
	return nil
}

// Events are what happened, newest last: the last of them in memory, those of the retention time in a file.
type Events struct {
	in   chan Event
	lost atomic.Uint64

	mu        sync.Mutex // guards what follows
	recent    []Event
	listeners map[*func(Event)]struct{}
	file      *eventFile // nil while another process writes
	unwritten []Event    // until there is a file
}

const (
	eventQueue   = 1024 // events on their way
	recentEvents = 1000 // kept in memory
)

func newEvents() *Events {
	return &Events{in: make(chan Event, eventQueue), listeners: map[*func(Event)]struct{}{}}
}

// Add reports an event; a zero At is now. It never waits and may be called on a loop: what is too much is dropped and
// counted.
func (ev *Events) Add(e Event) {
	if e.At.IsZero() {
		e.At = time.Now()
	}
	select {
	case ev.in <- e:
	default:
		ev.lost.Add(1)
	}
}

// Lost counts the events that were dropped.
func (ev *Events) Lost() uint64 { return ev.lost.Load() }

// Listen calls f for each event from now on, in their order, on one goroutine; f must not wait. stop ends that.
func (ev *Events) Listen(f func(Event)) (stop func()) {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	ev.listeners[&f] = struct{}{}
	return func() {
		ev.mu.Lock()
		defer ev.mu.Unlock()
		delete(ev.listeners, &f)
	}
}

// Between returns the events of a time, both ends included, oldest first; of more than limit the newest.
func (ev *Events) Between(from, to time.Time, limit int) ([]Event, error) {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	all, err := ev.recent, error(nil)
	if ev.file != nil && (len(all) == 0 || from.Before(all[0].At)) {
		all, err = ev.file.read(from)
	}
	var found []Event
	for _, e := range all {
		if !e.At.Before(from) && !e.At.After(to) {
			found = append(found, e)
		}
	}
	return slices.Clone(found[max(0, len(found)-limit):]), err
}

// take keeps an event and tells who listens.
func (ev *Events) take(e Event) error {
	ev.mu.Lock()
	ev.recent = append(ev.recent, e)
	if n := len(ev.recent) - recentEvents; n > 0 {
		ev.recent = append(ev.recent[:0], ev.recent[n:]...)
	}
	var err error
	if ev.file != nil {
		err = ev.file.append(e)
	} else if len(ev.unwritten) < eventQueue {
		ev.unwritten = append(ev.unwritten, e)
	}
	var listeners []func(Event)
	for f := range ev.listeners {
		listeners = append(listeners, *f)
	}
	ev.mu.Unlock()
	for _, f := range listeners {
		f(e)
	}
	return err
}

// open begins to write to the file of a directory.
func (ev *Events) open(path string, since time.Time) error {
	f, err := openEventFile(path, since)
	if err != nil {
		return err
	}
	ev.mu.Lock()
	defer ev.mu.Unlock()
	ev.file = f
	for _, e := range ev.unwritten {
		if err := f.append(e); err != nil {
			return err
		}
	}
	ev.unwritten = nil
	return nil
}

// close ends the writing; what happens later is only told.
func (ev *Events) close() {
	ev.mu.Lock()
	defer ev.mu.Unlock()
	if ev.file != nil {
		ev.file.close()
		ev.file = nil
	}
}
