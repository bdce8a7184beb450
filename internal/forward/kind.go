package forward

import (
	"context"
	"errors"
	"time"
)

// A kind is a form in which metrics leave the gateway.
type kind struct {
	name      string   // the word behind `target`
	schemes   []string // of its URLs
	options   string   // usage of what may stand behind the URL, apart from TLS
	help      string
	guarantee string // what a receiver can rely on, a sentence for the manual
	once      bool   // each item is sent at most once, and never queued on disk
	logs      logs   // whether access logs are sent
	open      func(*target) (form, error)
	// install prepares the receiver, see Install; nil where there is nothing to prepare.
	install func(context.Context, *target, Say) error
}

// Logs is whether a kind of destination takes access logs.
type logs uint8

const (
	logsNever logs = iota
	logsAsked      // where a section says logs on
	logsOnly       // nothing else
)

// kinds holds the kinds by name.
var kinds = map[string]*kind{}

// declare adds a kind.
func declare(k kind) *kind {
	if kinds[k.name] != nil {
		panic("forward: " + k.name + " is declared twice")
	}
	kinds[k.name] = &k
	return &k
}

// A form makes items of ticks and delivers them. One goroutine calls items, another one deliver.
type form interface {
	// items gives the parts of a tick to add, in the order in which they are to arrive. An item is at least one byte and
	// can be delivered without the others. add copies what it is given.
	items(k *tick, add func(item []byte))
	// deliver sends parts of one or more ticks in one message, and says what became of them.
	deliver(ctx context.Context, m *message) verdict
}

// A message is what is delivered at once.
type message struct {
	identity string // of the queue: with seq and index it names a part for ever
	parts    []part
}

// A part is an item on its way.
type part struct {
	seq   uint64 // of its batch
	index int    // in its batch
	at    int64  // ms since 1970
	item  []byte
}

// A verdict is what a receiver made of a message.
type verdict struct {
	// err is nil when all parts were taken but those below. It is temporary unless it is errRefused or errTooLarge.
	err error
	// after is how long the receiver asks to be left alone.
	after time.Duration
	// again are the indexes of parts to be sent again, refused those that never will be taken.
	again   []int
	refused []refusal
	// lost are parts that never will be taken either, of which the receiver does not say which they are.
	lost lost
}

// Lost is how many parts of a message a receiver did not take without naming them.
type lost struct {
	items int
	why   string
}

// A refusal is a part that a receiver will never take.
type refusal struct {
	index int
	why   string
}

// Errors of deliveries that are not to be repeated as they are.
var (
	errRefused  = errors.New("refused")
	errTooLarge = errors.New("too large")
)
