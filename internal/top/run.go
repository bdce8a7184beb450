package top

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are those of the command line.
type options struct {
	gateway  gateway
	addr     string
	interval time.Duration
	filter   string
	once     bool
	width    int
}

// Run answers `metergate top` and returns the exit code.
func Run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = o.run(stdout)
	}
	if err != nil {
		fmt.Fprintf(stderr, "metergate top: %v\n", err)
		return 1
	}
	return 0
}

// parse reads the command line.
func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("top", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprintln(stderr, "Usage : metergate top [options] <path of a stats socket | host:port>")
		f.PrintDefaults()
	}
	f.DurationVar(&o.interval, "i", time.Second, "the time between two readings")
	f.StringVar(&o.filter, "filter", "", "show only rows with these words")
	f.BoolVar(&o.once, "once", false, "print two readings' worth as text and end")
	f.IntVar(&o.width, "width", 120, "columns of the text of -once")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() != 1 {
		f.Usage()
		return nil, errors.New("one address is expected")
	}
	if o.interval < 100*time.Millisecond {
		return nil, errors.New("the interval is at least 100ms")
	}
	var err error
	o.addr = f.Arg(0)
	o.gateway, err = parseAddr(o.addr)
	return o, err
}

// run looks once, so that a wrong address is told at once, and then shows the view.
func (o *options) run(stdout io.Writer) error {
	m := newModel(o.addr)
	m.filter = o.filter
	if err := o.read(m); err != nil {
		return err
	}
	if o.once {
		time.Sleep(o.interval)
		if err := o.read(m); err != nil {
			return err
		}
		for _, line := range m.Render(o.width, len(m.rows)+4)[:len(m.shown())+2] {
			fmt.Fprintln(stdout, strip(line))
		}
		return nil
	}
	s, err := openScreen(os.Stdin, os.Stdout)
	if err != nil {
		return fmt.Errorf("cannot use the terminal: %w (see -once)", err)
	}
	defer s.close()
	o.show(m, s)
	return nil
}

// read takes one reading.
func (o *options) read(m *model) error {
	table, err := o.table()
	if err != nil {
		return err
	}
	m.read(table, time.Now())
	return nil
}

// table asks for the statistics, and for those of operations where the gateway knows some.
func (o *options) table() ([]record, error) {
	text, err := o.gateway.ask("show stat")
	if err != nil {
		return nil, err
	}
	table, err := parseTable(text)
	if err != nil {
		return nil, err
	}
	if text, err = o.gateway.ask("show operations csv"); err != nil {
		return nil, err
	}
	return append(table, parseOperations(text)...), nil
}

// A reading is what came of asking the gateway in the background.
type reading struct {
	table []record
	err   error
	a     *action // that was sent; nil for the table
	text  string
}

// show shows the view until the operator ends it.
func (o *options) show(m *model, s *screen) {
	keys, readings, stop := make(chan []key), make(chan reading, 4), make(chan os.Signal, 4)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGWINCH)
	defer signal.Stop(stop)
	go readKeys(s.in, keys)
	tick := time.NewTicker(o.interval)
	defer tick.Stop()
	for asking := false; ; {
		s.draw(m.Render(s.size()))
		select {
		case pressed, ok := <-keys:
			if !ok || o.pressAll(m, pressed, readings) {
				return
			}
		case <-tick.C:
			if !m.paused && !asking {
				asking = true
				go o.ask(readings)
			}
		case r := <-readings:
			asking = asking && r.a != nil
			m.take(r)
		case sig := <-stop:
			if sig != syscall.SIGWINCH {
				return
			}
		}
	}
}

// pressAll takes keys in and reports whether to end.
func (o *options) pressAll(m *model, pressed []key, readings chan<- reading) bool {
	for _, k := range pressed {
		out := m.press(k)
		if out.quit {
			return true
		}
		if a := out.do; a != nil {
			go func() {
				text, err := o.gateway.ask(a.command)
				readings <- reading{a: a, text: text, err: err}
			}()
		}
	}
	return false
}

// ask takes a reading in the background.
func (o *options) ask(readings chan<- reading) {
	table, err := o.table()
	readings <- reading{table: table, err: err}
}

// take takes in what came of asking.
func (m *model) take(r reading) {
	switch {
	case r.a != nil:
		m.answer(r.a, r.text, r.err)
	case r.err != nil:
		m.failure = r.err.Error()
	default:
		m.read(r.table, time.Now())
	}
}

// readKeys reads the terminal until it ends.
func readKeys(in io.Reader, keys chan<- []key) {
	defer close(keys)
	buf := make([]byte, 256)
	for {
		n, err := in.Read(buf)
		if err != nil {
			return
		}
		keys <- keysOf(buf[:n])
	}
}
