package netio

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestStallIsReported: a task that keeps its loop busy is counted and named, once.
func TestStallIsReported(t *testing.T) {
	for _, name := range []string{"rings", "epoll"} {
		t.Run(name, func(t *testing.T) {
			if err := probeRings(); name == "rings" && err != nil {
				t.Skip(err)
			}
			var log lockedBuffer
			g := startGroup(t, Config{Poller: name, Loops: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
			begun := Clock()
			waitFor(t, "a report of the stall, if others of a busy machine were not reported shortly before", func() bool {
				onLoop(t, g.Loop(0), func(tk *Task) {
					tk.SetName("busy")
					_ = tk.Yield()
					for begin := Clock(); Clock()-begin < 2*stall; {
					}
				})
				return strings.Contains(log.String(), `last task"=busy`)
			})
			if g.Loop(0).Stats().Stalls == 0 {
				t.Error("no stall is counted")
			}
			if s := g.Loop(0).Stats(); s.LongestTurn < stall {
				t.Errorf("longest turn %v", time.Duration(s.LongestTurn))
			}
			if s := log.String(); strings.Count(s, "took long") > 1+int((Clock()-begun)/stallEvery) {
				t.Errorf("log: %s", s)
			}
		})
	}
}

// TestWatchShowsWhatRuns: while the stall lasts, the watch shows where.
func TestWatchShowsWhatRuns(t *testing.T) {
	var log lockedBuffer
	g := startGroup(t, Config{Poller: "epoll", Loops: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	onLoop(t, g.Loop(0), func(tk *Task) {
		tk.SetName("busy")
		_ = tk.Yield()
		for begin := Clock(); Clock()-begin < grace && !strings.Contains(log.String(), "takes long"); {
		}
	})
	if s := log.String(); !strings.Contains(s, "task=busy") || !strings.Contains(s, "TestWatchShowsWhatRuns") {
		t.Errorf("log: %s", s)
	}
}
