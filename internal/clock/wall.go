package clock

import (
	"sync/atomic"
	"time"
)

// start anchors the monotonic clock; only differences of it have a meaning.
var start = time.Now()

// offset is the wall clock minus the monotonic clock, in nanoseconds.
var offset atomic.Int64

func init() { Sync() }

// Mono returns monotonic nanoseconds since the start of the process.
func Mono() int64 { return int64(time.Since(start)) }

// Wall turns a reading of Mono into Unix nanoseconds. It costs one atomic load,
// so code that was handed the time of its turn needs no second system call.
func Wall(mono int64) int64 { return mono + offset.Load() }

// Sync follows a wall clock that was set or slewed; once a second is enough.
func Sync() {
	now := time.Now()
	offset.Store(now.UnixNano() - int64(now.Sub(start)))
}
