package netio

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestStallIsReported: a task that keeps its loop busy is counted, named, and shown with a profile, once.
func TestStallIsReported(t *testing.T) {
	for _, name := range []string{"rings", "epoll"} {
		t.Run(name, func(t *testing.T) {
			if err := probeRings(); name == "rings" && err != nil {
				t.Skip(err)
			}
			var log lockedBuffer
			g := startGroup(t, Config{Poller: name, Loops: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
			onLoop(t, g.Loop(0), func(tk *Task) {
				tk.SetName("busy")
				_ = tk.Yield()
				for begin := Clock(); Clock()-begin < 6*stall; {
				}
			})
			waitFor(t, "a stall", func() bool { return g.Loop(0).Stats().Stalls >= 1 })
			if s := g.Loop(0).Stats(); s.LongestTurn < stall {
				t.Errorf("longest turn %v", time.Duration(s.LongestTurn))
			}
			if s := log.String(); strings.Count(s, "takes long") != 1 || !strings.Contains(s, "task=busy") || !strings.Contains(s, "TestStallIsReported") {
				t.Errorf("log: %s", s)
			}
		})
	}
}
