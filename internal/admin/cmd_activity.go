package admin

import (
	"runtime"
	"strconv"
	"strings"
	"time"

	"metergate/internal/netio"
	"metergate/internal/regex"
)

func init() {
	Register(Command{Name: "show activity", Args: "[-1|0|thread_num]", Help: "show the meters of the event loops", Level: Operator, Run: runShowActivity})
	Register(Command{Name: "show threads", Help: "show what each event loop does now", Run: runShowThreads})
	Register(Command{Name: "show tasks", Help: "show the tasks of the event loops by name", Run: runShowTasks})
	Register(Command{Name: "show pools", Args: "[by*] [match <pfx>] [nb]", Help: "show the memory of the process", Run: runShowPools})
}

// A meter is a line of `show activity`.
type meter struct {
	name string
	of   func(netio.LoopStats) int64
}

// activity are the meters of a loop, in the order of their lines.
var activity = []meter{
	{"turns", func(s netio.LoopStats) int64 { return int64(s.Turns) }},
	{"resumes", func(s netio.LoopStats) int64 { return int64(s.Resumes) }},
	{"events", func(s netio.LoopStats) int64 { return int64(s.Events) }},
	{"accepted", func(s netio.LoopStats) int64 { return int64(s.Accepted) }},
	{"tasks", func(s netio.LoopStats) int64 { return s.Tasks }},
	{"conns", func(s netio.LoopStats) int64 { return s.Conns }},
	{"stalls", func(s netio.LoopStats) int64 { return int64(s.Stalls) }},
	{"longest_turn_us", func(s netio.LoopStats) int64 { return s.LongestTurn / 1000 }},
	{"busy_ms", func(s netio.LoopStats) int64 { return s.BusyTime / 1e6 }},
	{"panics", func(s netio.LoopStats) int64 { return int64(s.Panics) }},
	{"buffer_bytes", func(s netio.LoopStats) int64 { return s.BufBytes }},
}

// runShowActivity shows the sum over the loops, behind it in brackets each loop; 0 shows the sums only, -1 the loops,
// another number that loop.
func runShowActivity(r *Request) error {
	loops := r.Gateway().Loops
	which := r.Arg(0)
	n := atoi(which)
	if n < -1 || n > loops.N() {
		return message("Thread number must be between 1 and the number of threads, 0 for the sums, or -1 for each thread.")
	}
	now := time.Now()
	r.Printf("thread_id: %d (1..%d)\n", max(n, 1), loops.N())
	r.Printf("date_now: %d.%06d\nuptime_now: %.6f\n", now.Unix(), now.Nanosecond()/1000, r.api.uptime().Seconds())
	for _, m := range activity {
		total, each := m.read(loops)
		text := total + " [ " + strings.Join(each, " ") + " ]"
		switch {
		case which == "0":
			text = total
		case n > 0:
			text = each[n-1]
		case n == -1:
			text = strings.Join(each, " ")
		}
		if err := r.Printf("%s: %s\n", m.name, text); err != nil {
			return err
		}
	}
	return nil
}

// read returns the sum of a meter over the loops, and the meter of each.
func (m *meter) read(loops *netio.Group) (total string, each []string) {
	sum := int64(0)
	for i := range loops.N() {
		v := m.of(loops.Loop(i).Stats())
		sum += v
		each = append(each, strconv.FormatInt(v, 10))
	}
	return strconv.FormatInt(sum, 10), each
}

// tasksOf returns the tasks of all loops, by loop.
func (r *Request) tasksOf() [][]netio.TaskInfo {
	loops := r.Gateway().Loops
	all := make([][]netio.TaskInfo, loops.N())
	loops.Each(func(l *netio.Loop) {
		l.Tasks(func(t netio.TaskInfo) { all[l.Shard()] = append(all[l.Shard()], t) })
	})
	return all
}

// runShowThreads shows each loop with its tasks by what they wait for.
func runShowThreads(r *Request) error {
	loops := r.Gateway().Loops
	for i, tasks := range r.tasksOf() {
		s := loops.Loop(i).Stats()
		r.Printf("  Thread %d : poller=%s turns=%d resumes=%d conns=%d tasks=%d stalls=%d\n",
			i+1, loops.PollerName(), s.Turns, s.Resumes, s.Conns, s.Tasks, s.Stalls)
		for _, line := range tally(tasks, func(t netio.TaskInfo) string { return t.State }) {
			if err := r.Printf("             %s\n", line); err != nil {
				return err
			}
		}
	}
	return r.Printf("  Go : goroutines=%d processors=%d searches_given_up=%d\n", runtime.NumGoroutine(), runtime.GOMAXPROCS(0), regex.Exhausted())
}

// runShowTasks shows how many tasks there are of each name.
func runShowTasks(r *Request) error {
	var all []netio.TaskInfo
	for _, tasks := range r.tasksOf() {
		all = append(all, tasks...)
	}
	r.Printf("Running tasks: %d (%d threads)\n", len(all), r.Gateway().Loops.N())
	for _, line := range tally(all, func(t netio.TaskInfo) string { return t.Name }) {
		if err := r.Printf("  %s\n", line); err != nil {
			return err
		}
	}
	return nil
}
