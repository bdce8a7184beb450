package netio

import (
	"fmt"
	"time"
)

// stop begins the end of the loop: tasks are cancelled, idle connections told, listeners and then connections closed.
func (l *Loop) stop() {
	l.stopping = true
	for _, a := range l.acceptors {
		a.stop()
	}
	for i := len(l.tasks) - 1; i >= 0; i-- {
		l.tasks[i].Cancel(ErrStopping)
	}
	for _, c := range l.conns {
		if c != nil && c.flags&(fIdle|fClosing) == fIdle {
			c.report(IdleStopping)
		}
	}
}

// cut ends at once what a stop left open.
func (l *Loop) cut() {
	for _, c := range l.conns {
		if c != nil {
			c.Abort()
		}
	}
}

// finished tells whether a stopping loop has nothing left.
func (l *Loop) finished() bool {
	if !l.stopping || len(l.tasks) > 0 {
		return false
	}
	for _, c := range l.conns {
		if c != nil {
			if c.flags&fClosing == 0 {
				c.Close(0)
			}
			return false
		}
	}
	for _, a := range l.acceptors {
		if a.refs > 0 {
			return false
		}
	}
	return true
}

// end frees what the loop holds, on its thread.
func (l *Loop) end() {
	for n := l.mail.end(); n != nil; n = n.next {
		n.f()
	}
	for !l.finished() { // a letter may have brought a connection
		l.turn()
	}
	for _, co := range l.coroutines {
		co.stop()
	}
	l.coroutines, l.pool = nil, nil
	l.closePipes()
	l.poller.close()
	if l.bufs.InUse() == 0 {
		l.bufs.Close()
	}
}

// awaitEnd waits a little for a loop whose connections were cut.
func (l *Loop) awaitEnd() error {
	select {
	case <-l.gone:
		return nil
	case <-time.After(time.Second):
		return fmt.Errorf("cannot end loop %d: its tasks ignore their cancel", l.shard)
	}
}
