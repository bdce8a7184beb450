package clock

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestWallFollowsMono(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer func(old time.Time) { start = old; Sync() }(start)
		start = time.Now()
		Sync()
		before, wall := Mono(), time.Now().UnixNano()
		if got := Wall(before); got != wall {
			t.Errorf("Wall(Mono()) = %d; want %d", got, wall)
		}
		time.Sleep(90 * time.Minute)
		if got := Mono() - before; got != int64(90*time.Minute) {
			t.Errorf("Mono advanced by %d", got)
		}
		if got := Wall(Mono()); got != time.Now().UnixNano() {
			t.Errorf("Wall(Mono()) = %d after a sleep", got)
		}
	})
}
