package netio

import (
	"context"
	"log/slog"
)

// Config says how to run the loops. The zero Config runs as many loops as Go sees processors, on the best poller there is.
type Config struct {
	Loops  int          // number of loops; 0 = DefaultLoops()
	Poller string       // "rings", "epoll" or "" (METERGATE_POLLER, else rings where they work)
	Log    *slog.Logger // nil = slog.Default()
	Procs  bool         // set GOMAXPROCS as the loops need it
}

// Group is a set of running loops.
type Group struct{}

// Start runs the loops. An explicit Poller that does not work is an error; an automatic choice falls back to epoll.
func Start(c Config) (*Group, error) { panic("netio: face only") }

// DefaultLoops is the number of processors as Go finds it, container quota included; read it before Start.
func DefaultLoops() int { panic("netio: face only") }

// N is the number of loops.
func (g *Group) N() int { panic("netio: face only") }

// Loop gives loop i, 0 <= i < N.
func (g *Group) Loop(i int) *Loop { panic("netio: face only") }

// PollerName is "rings", "epoll" or "sim".
func (g *Group) PollerName() string { panic("netio: face only") }

// PollerWhy says in a few words why PollerName was chosen (what the probe found), for -vv and the startup line.
func (g *Group) PollerWhy() string { panic("netio: face only") }

// Each runs f once on every loop and returns when all have; never call it on a loop. f must not park.
func (g *Group) Each(f func(*Loop)) { panic("netio: face only") }

// Close cancels all tasks with ErrStopping, closes all connections and ends the loops; when ctx ends first, what is left is cut.
func (g *Group) Close(ctx context.Context) error { panic("netio: face only") }

// Listen opens a listening socket served by all loops (or those of o.Loops); serve runs as a task for each connection.
func (g *Group) Listen(a Addr, o ListenOpts, serve func(*Task, *Conn)) (*Listener, error) { panic("netio: face only") }

// ListenFD serves an inherited listening socket; the Listener owns the descriptor from then on, also when an error is returned.
func (g *Group) ListenFD(fd int, o ListenOpts, serve func(*Task, *Conn)) (*Listener, error) { panic("netio: face only") }

// ListenOpts are the options of one listener.
type ListenOpts struct {
	Name        string      // for tasks and messages
	Backlog     int         // 0 = the system's maximum
	ReusePort   bool        // SO_REUSEPORT, as a second process needs it to bind the same address
	V6Only      bool        // IPV6_V6ONLY
	Interface   string      // SO_BINDTODEVICE
	MSS         int         // TCP_MAXSEG
	DeferAccept bool        // TCP_DEFER_ACCEPT
	Mode        uint32      // file mode of a Unix path; 0 = as umask says
	UID, GID    int         // owner of a Unix path; -1 = unchanged, 0 value means root: set both to -1 when not wanted
	KeepAlive   bool        // SO_KEEPALIVE on accepted sockets
	Gates       []*Gate     // accepting stops while one of them is full
	Loops       []int       // loops that accept; nil = all
	Accepted    func(*Loop) // optional; counts, on the loop that serves the connection, before serve
}

// Listener is a listening socket.
type Listener struct{}

// Addr is the address it listens on, with the port the kernel chose when 0 was asked.
func (ln *Listener) Addr() Addr { panic("netio: face only") }

// FD is the descriptor, for the hand-over to another process; it stays the listener's.
func (ln *Listener) FD() int { panic("netio: face only") }

// Pause stops accepting; connections stay in the kernel's backlog. Any goroutine.
func (ln *Listener) Pause() { panic("netio: face only") }

// Resume undoes Pause. Any goroutine.
func (ln *Listener) Resume() { panic("netio: face only") }

// Close stops accepting and closes the socket; a Unix path is removed only when unlink. Any goroutine.
func (ln *Listener) Close(unlink bool) { panic("netio: face only") }

// Gate bounds connections accepted by any number of listeners: a listener's, a frontend's or the process's maxconn.
// The excess stays in the kernel's backlog.
type Gate struct{}

// NewGate makes a gate for limit connections; 0 = no limit.
func NewGate(limit int) *Gate { panic("netio: face only") }

// SetLimit changes the limit; connections over a lowered limit stay. Any goroutine.
func (g *Gate) SetLimit(n int) { panic("netio: face only") }

// Limit reads the limit.
func (g *Gate) Limit() int { panic("netio: face only") }

// Used is the number of connections inside, accepts about to happen included.
func (g *Gate) Used() int { panic("netio: face only") }

// Loop is one event loop. Unless said otherwise its methods belong to code that runs on it.
type Loop struct{}

// Go queues f as a new task; it starts in a later step of the turn, never inline. It fails only on a stopping loop.
func (l *Loop) Go(name string, f func(*Task)) error { panic("netio: face only") }

// Post queues f for the loop's next turn; f must not park. Any goroutine. It is false when the loop ended: f will not run.
func (l *Loop) Post(f func()) bool { panic("netio: face only") }

// Now is the turn's monotonic time in nanoseconds (since the process began); all deadlines are on this clock, on every loop.
func (l *Loop) Now() int64 { panic("netio: face only") }

// Wall is the turn's time of day in Unix nanoseconds.
func (l *Loop) Wall() int64 { panic("netio: face only") }

// Clock is a fresh reading on the clock of Loop.Now, for measuring and for code that is not on a loop.
func Clock() int64 { panic("netio: face only") }

// Shard is the loop's index, 0 <= Shard < Group.N, for sharded counters.
func (l *Loop) Shard() int { panic("netio: face only") }

// Group gives the loops this one belongs to.
func (l *Loop) Group() *Group { panic("netio: face only") }

// Stats reads the loop's meters. Any goroutine.
func (l *Loop) Stats() LoopStats { panic("netio: face only") }

// Tasks calls f for each live task.
func (l *Loop) Tasks(f func(TaskInfo)) { panic("netio: face only") }

// NewTimer makes a timer that calls f on the loop; f must not park. It costs no task while it waits.
func (l *Loop) NewTimer(f func()) *Timer { panic("netio: face only") }

// Timer calls its function when its time has come.
type Timer struct{}

// Set arms the timer for when (on the clock of Loop.Now), replacing an earlier time. Loop thread only.
func (tm *Timer) Set(when int64) { panic("netio: face only") }

// Stop disarms the timer. Loop thread only.
func (tm *Timer) Stop() { panic("netio: face only") }

// LoopStats are the meters of one loop.
type LoopStats struct {
	Turns       uint64 // turns taken
	Resumes     uint64 // tasks resumed
	Events      uint64 // completions or readiness events handled
	Tasks       int64  // live tasks
	Conns       int64  // open connections
	Stalls      uint64 // turns over 50 ms
	LongestTurn int64  // ns
	BusyTime    int64  // ns not spent waiting
	IdleTime    int64  // ns spent waiting
	Panics      uint64 // tasks ended by a panic
	BufBytes    int64  // memory of the buffer pool
}

// TaskInfo describes a live task for `show tasks`.
type TaskInfo struct {
	ID    uint64
	Name  string
	State string // "ready", "running", or what it waits for: "peek", "room", "sleep", "slot", ...
	Since int64  // when it began, on the clock of Loop.Now
	Until int64  // the deadline of its wait, or 0
}

// Task is a coroutine of one loop. A *Task is valid until its function returned; keep a TaskRef beyond that.
type Task struct{}

// TaskRef names a task safely also after it ended.
type TaskRef struct{}

// Ref gives a reference that outlives the task.
func (t *Task) Ref() TaskRef { panic("netio: face only") }

// Cancel cancels the task if it still lives, and tells whether it did. Loop thread only.
func (r TaskRef) Cancel(cause error) bool { panic("netio: face only") }

// Loop is the task's loop.
func (t *Task) Loop() *Loop { panic("netio: face only") }

// ID is unique within the process.
func (t *Task) ID() uint64 { panic("netio: face only") }

// Name and SetName concern `show tasks` and messages.
func (t *Task) Name() string     { panic("netio: face only") }
func (t *Task) SetName(n string) { panic("netio: face only") }

// Now is Loop.Now.
func (t *Task) Now() int64 { panic("netio: face only") }

// Sleep parks until the given time.
func (t *Task) Sleep(until int64) error { panic("netio: face only") }

// Yield lets the other ready tasks of the loop run first.
func (t *Task) Yield() error { panic("netio: face only") }

// Spend counts n bytes of work (a request counts as 4096) and yields when the task has used up its share of the turn, 64 KiB.
func (t *Task) Spend(n int) error { panic("netio: face only") }

// Cancel makes the current park and every later one return cause (nil: ErrCanceled). The first cause stays. Loop thread only.
// Children are cancelled too.
func (t *Task) Cancel(cause error) { panic("netio: face only") }

// Err is the cancel cause, or nil.
func (t *Task) Err() error { panic("netio: face only") }

// Child starts a task that is joined before t returns and shares t's cancel. The *Task stays valid until t returns.
func (t *Task) Child(name string, f func(*Task)) *Task { panic("netio: face only") }

// Done tells whether the task's function returned.
func (t *Task) Done() bool { panic("netio: face only") }

// Join parks until the child returned.
func (t *Task) Join(child *Task) error { panic("netio: face only") }

// Cond is a condition tasks of one loop wait for. The zero Cond is ready for use.
type Cond struct{}

// Wait parks until a wake, the deadline or a cancel. A wake is a hint: test the condition in a loop.
func (c *Cond) Wait(t *Task, deadline int64) error { panic("netio: face only") }

// Wake readies all that wait.
func (c *Cond) Wake() { panic("netio: face only") }

// Signal readies the one that waits longest.
func (c *Cond) Signal() { panic("netio: face only") }

// Pool runs functions that block, on at most n goroutines; they end when there is nothing to do.
type Pool struct{}

// NewPool makes a pool of at most n goroutines.
func NewPool(n int) *Pool { panic("netio: face only") }

// Await runs f on the pool while t is parked and gives its result. When t is cancelled meanwhile, the late result goes to
// drop (may be nil), on the worker's goroutine.
func Await[T any](t *Task, p *Pool, f func() (T, error), drop func(T)) (T, error) { panic("netio: face only") }

// Slots bounds concurrent uses of something over all loops (a server's maxconn), with a queue of waiting tasks.
// Acquire and Release cost one atomic operation while nobody waits.
type Slots struct {
	Owner any // whose slots these are, for who gets one from a SlotQueue
}

// SlotQueue is a queue shared by the slots of several servers: a backend's. A task waits in it until any of them frees.
type SlotQueue struct{}

// Slot is one use. The zero Slot is none.
type Slot struct{ s *Slots }

// NewSlotQueue makes an empty queue.
func NewSlotQueue() *SlotQueue { panic("netio: face only") }

// NewSlots makes slots within the queue (nil: on their own); limit 0 = no limit.
func (q *SlotQueue) NewSlots(owner any, limit int) *Slots { panic("netio: face only") }

// Acquire takes a slot, waiting for one behind those of a smaller or equal prio that came earlier, on any loop.
func (s *Slots) Acquire(t *Task, prio int, deadline int64) (Slot, error) { panic("netio: face only") }

// TryAcquire takes a slot when one is free and nobody with a claim to it waits. Any goroutine.
func (s *Slots) TryAcquire() (Slot, bool) { panic("netio: face only") }

// Take takes a slot even over the limit, where the configuration exempts a request (persistence, checks). Any goroutine.
func (s *Slots) Take() Slot { panic("netio: face only") }

// Acquire waits until any open member of the queue frees a slot.
func (q *SlotQueue) Acquire(t *Task, prio int, deadline int64) (Slot, error) { panic("netio: face only") }

// Waiting is the number of tasks that wait in the shared queue. Any goroutine.
func (q *SlotQueue) Waiting() int { panic("netio: face only") }

// Kick ends all waits of the shared queue with cause.
func (q *SlotQueue) Kick(cause error) int { panic("netio: face only") }

// Slots tells whose slot it is.
func (sl Slot) Slots() *Slots { panic("netio: face only") }

// Release gives the slot back; with tasks waiting it passes to the first of them. Any goroutine.
func (sl Slot) Release() { panic("netio: face only") }

// SetLimit changes the limit; a raised one serves waiting tasks at once. 0 = no limit. Any goroutine.
func (s *Slots) SetLimit(n int) { panic("netio: face only") }

// Limit reads the limit.
func (s *Slots) Limit() int { panic("netio: face only") }

// SetOpen says whether the slots serve the shared queue (a server that is up). New slots are open. Any goroutine.
func (s *Slots) SetOpen(open bool) { panic("netio: face only") }

// Kick ends all waits of these slots' own queue with cause (their server went down). Any goroutine. It gives their number.
func (s *Slots) Kick(cause error) int { panic("netio: face only") }

// Used and Waiting are read from anywhere.
func (s *Slots) Used() int    { panic("netio: face only") }
func (s *Slots) Waiting() int { panic("netio: face only") }

// Conn is a stream connection of one loop. At a time one task may read it; several may write.
type Conn struct {
	Owner any // for the user: what the connection belongs to
}

// IdleEvent says why an idle connection is reported.
type IdleEvent uint8

// The reasons: input is there, the peer closed or reset the connection, the deadline passed, the loop stops.
const (
	IdleInput IdleEvent = iota
	IdleHangup
	IdleDeadline
	IdleStopping
)

// Loop, addresses, and bytes the kernel delivered and took so far (inside TLS: of its payload).
func (c *Conn) Loop() *Loop                 { panic("netio: face only") }
func (c *Conn) RemoteAddr() Addr            { panic("netio: face only") }
func (c *Conn) LocalAddr() Addr             { panic("netio: face only") }
func (c *Conn) Listener() *Listener         { panic("netio: face only") }
func (c *Conn) SetAddrs(remote, local Addr) { panic("netio: face only") }
func (c *Conn) BytesIn() int64              { panic("netio: face only") }
func (c *Conn) BytesOut() int64             { panic("netio: face only") }
func (c *Conn) ID() uint64                  { panic("netio: face only") }

// Peek gives a view of at least n buffered bytes, parking for them. At the end of input it gives what there is with io.EOF,
// after a reset what there is with the errno. The view is valid until Discard or the next park.
func (c *Conn) Peek(t *Task, n int, deadline int64) ([]byte, error) { panic("netio: face only") }

// View is Peek without waiting: what is buffered in one piece, possibly nothing.
func (c *Conn) View() []byte { panic("netio: face only") }

// Buffered is the number of bytes received and not discarded.
func (c *Conn) Buffered() int { panic("netio: face only") }

// Discard drops n buffered bytes; n must not exceed Buffered.
func (c *Conn) Discard(n int) { panic("netio: face only") }

// EOF tells that the peer's end of stream came (all before it is buffered or read). HungUp is true also when input that
// precedes the end still waits in the kernel. Err is the error that broke the connection, or nil.
func (c *Conn) EOF() bool    { panic("netio: face only") }
func (c *Conn) HungUp() bool { panic("netio: face only") }
func (c *Conn) Err() error   { panic("netio: face only") }

// Write queues a copy of p. It never parks; call Room first where much may be queued.
func (c *Conn) Write(p []byte) error { panic("netio: face only") }

// WriteString is Write for a string.
func (c *Conn) WriteString(s string) error { panic("netio: face only") }

// Forward moves up to n buffered bytes of c to dst's output without copying large pieces, and gives their number.
// It never parks.
func (c *Conn) Forward(dst *Conn, n int64) (int64, error) { panic("netio: face only") }

// Pending is the number of bytes written and not yet taken by the kernel.
func (c *Conn) Pending() int { panic("netio: face only") }

// Room parks until n more bytes fit the bound of the output queue (256 KiB; any n fits an empty queue).
func (c *Conn) Room(t *Task, n int, deadline int64) error { panic("netio: face only") }

// Flushed parks until all output was taken by the kernel, and gives BytesOut. ErrDeadline comes with the bytes so far.
func (c *Conn) Flushed(t *Task, deadline int64) (int64, error) { panic("netio: face only") }

// ShutdownWrite ends the output: FIN after what is queued.
func (c *Conn) ShutdownWrite() { panic("netio: face only") }

// Close flushes for at most linger ns, then shuts down and closes. It never parks; the Conn must not be used after.
func (c *Conn) Close(linger int64) { panic("netio: face only") }

// CloseDrain is Close that also reads and drops input until its end or until linger passed, so that an answer given before
// the whole request was read is not destroyed by a reset.
func (c *Conn) CloseDrain(linger int64) { panic("netio: face only") }

// Abort closes at once with a reset.
func (c *Conn) Abort() { panic("netio: face only") }

// OnHangup cancels t with ErrHangup when the peer closes or resets the connection while t waits elsewhere; nil undoes it.
// OnReset does so for a reset or error only, so that a half-closed peer still gets its answer.
func (c *Conn) OnHangup(t *Task) { panic("netio: face only") }
func (c *Conn) OnReset(t *Task)  { panic("netio: face only") }

// Idle leaves the connection to the loop: no task, no buffer. on is called once, on the loop, when something happens: it must
// not park; it may Serve, Close or Idle again. With input already buffered it is called in the next step of the turn.
// deadline 0 = none. Take ends the idling without a call: the user has use for the connection.
func (c *Conn) Idle(deadline int64, on func(*Conn, IdleEvent)) { panic("netio: face only") }
func (c *Conn) Take() bool                                     { panic("netio: face only") }

// Serve starts a task for the connection, without allocation when f is a plain function. When f returns and left the
// connection neither idle nor closed nor detached, it is closed.
func (c *Conn) Serve(name string, f func(*Task, *Conn)) error { panic("netio: face only") }

// DialOpts are the options of an outgoing connection.
type DialOpts struct {
	Source    Addr   // local address to bind, port 0 = any
	Interface string // SO_BINDTODEVICE
	KeepAlive bool   // SO_KEEPALIVE
	MSS       int
}

// Dial connects. Errors are *OpError and keep the errno; ErrDeadline and cancel causes come as they are.
func Dial(t *Task, a Addr, o DialOpts, deadline int64) (*Conn, error) { panic("netio: face only") }

// Sim is the simulated network of tests; see NewSim.
