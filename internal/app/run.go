package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"metergate/internal/alert"
	"metergate/internal/conf"
	"metergate/internal/forward"
	"metergate/internal/history"
	"metergate/internal/proxy"
)

// A program is one run from the command line to the exit code.
type program struct {
	o      *Options
	argv0  string
	stdout io.Writer
	stderr io.Writer
	diag   conf.Diagnostics
	// sources is the configuration when it does not come from files.
	sources []conf.Source
	file    *conf.File
	past    *history.Config // nil without a section history
	watch   *alert.Config   // nil without rules
	push    []*forward.Config
	feeds   []*forward.Feed
	birth   birth
	console *console
	master  *superior // of a worker
	null    *os.File  // in place of the terminal, once in the background
	origin  *origin
}

// Run runs the program and returns its exit code.
func Run(argv []string, stdout, stderr io.Writer) int {
	p := &program{argv0: argv[0], stdout: stdout, stderr: stderr, birth: bornAs(), o: &Options{}}
	if len(argv) > 1 {
		if run, ok := subcommands[argv[1]]; ok {
			return run(argv[2:], stdout, stderr)
		}
	}
	o, err := ParseArgs(argv[1:])
	switch {
	case errors.Is(err, errUsage):
		return p.usage()
	case err != nil:
		return p.fail(err)
	}
	p.o = o
	if p.o.Peer == "" {
		p.o.Peer = hostName()
	}
	if p.origin, err = newOrigin(argv); err != nil {
		return p.fail(err)
	}
	if err := errors.Join(p.openNull(), p.meet()); err != nil {
		return p.fail(err)
	}
	return p.act()
}

// subcommands are the first words that are no options.
var subcommands = map[string]func(args []string, stdout, stderr io.Writer) int{}

func (p *program) usage() int {
	writeVersion(p.stdout)
	writeUsage(p.stderr, p.argv0)
	return 1
}

// act does what the options ask for first.
func (p *program) act() int {
	switch {
	case p.o.VersionOnly:
		writeVersionOnly(p.stdout, p.o.VersionForm)
		return 0
	case p.o.Version:
		writeVersion(p.stdout)
		if p.o.Build {
			writeBuild(p.stdout)
		}
		return 0
	case p.o.HasCondition:
		return p.condition()
	case p.o.Keywords != nil:
		return writeKeywords(p.stdout, *p.o.Keywords)
	}
	if err := p.enter(); err != nil {
		return p.fail(err)
	}
	if len(p.o.Files) == 0 {
		return p.usage()
	}
	if p.o.Check || p.o.Dump != nil {
		return p.check()
	}
	return p.serve()
}

// enter goes to the directory of -C.
func (p *program) enter() error {
	if p.o.Dir == "" {
		return nil
	}
	if err := os.Chdir(p.o.Dir); err != nil {
		return fmt.Errorf("cannot change to directory %s: %w", p.o.Dir, errors.Unwrap(err))
	}
	return nil
}

// condition answers -cc: 0 for true, 1 for false, 2 for what cannot be read.
func (p *program) condition() int {
	env := conf.NewEnv(os.Environ())
	env.Predefine(p.o.Peer, nil)
	holds, err := conf.Evaluate(p.o.Condition, env)
	switch {
	case err != nil:
		p.diag.Alertf("%v", err)
		p.flush()
		return 2
	case holds:
		return 0
	}
	return 1
}

// read reads the configuration.
func (p *program) read() {
	env := conf.NewEnv(os.Environ())
	env.Predefine(p.o.Peer, p.o.Files)
	if p.birth.Worker {
		env.Set("HAPROXY_MWORKER", "1")
	}
	if p.sources == nil {
		p.sources = conf.ReadSources(p.o.Files, &p.diag)
	}
	p.file = conf.LoadInto(p.sources, env, &p.diag)
	p.override(p.file)
}

// compile makes a gateway for a number of loops of what was read; nil when it is not right.
func (p *program) compile(loops int) *proxy.Gateway {
	leave, err := p.file.Enter("")
	if err != nil {
		p.diag.Alertf("%v", err)
		return nil
	}
	defer leave()
	g := proxy.Compile(p.file, loops, proxy.CompileOptions{
		Lenient: p.o.Lenient, IPv4Only: p.o.IPv4Only, NoVerify: p.o.NoVerify, NoSplice: p.o.NoSplice, FrontMaxconn: p.o.ProxyMaxconn,
	}, &p.diag)
	p.past = history.Compile(p.file, &p.diag)
	p.watch = alert.Compile(p.file, p.past, &p.diag)
	p.push, p.feeds = forward.Compile(p.file, g, &p.diag), forward.CompileFeeds(p.file, g, &p.diag)
	if p.diag.Failed() {
		return nil
	}
	if p.o.ZeroWarning && p.diag.Count(conf.Warning) > 0 {
		p.diag.Alertf("Some warnings were found and 'zero-warning' is set. Aborting.")
		return nil
	}
	return g
}

// check answers -c.
func (p *program) check() int {
	p.read()
	g := p.compile(1)
	p.flush()
	if g == nil {
		return 1
	}
	if p.o.Dump != nil {
		return p.dump()
	}
	if p.o.Quiet {
		return 0
	}
	if p.diag.Count(conf.Warning) > 0 {
		fmt.Fprintln(p.stdout, "Warnings were found.")
	}
	if p.o.Verbose {
		fmt.Fprintln(p.stdout, "Configuration file is valid")
	}
	return 0
}

// mainly marks a message about the process itself, as the reference does.
func (p *program) mainly(text string) string {
	return "[" + filepath.Base(p.argv0) + ".main()] " + text
}

// fail reports an error that ends the program.
func (p *program) fail(err error) int {
	p.diag.Alertf("%v", err)
	p.flush()
	return 1
}

// flush prints the messages that are new.
func (p *program) flush() {
	if !p.o.Quiet {
		p.diag.Print(p.stderr, p.banner(), p.o.Diag)
	}
	if p.console != nil {
		p.console.introduced.Store(p.diag.Introduced())
	}
}

// logs returns what the start had to say.
func (p *program) logs() []byte { return p.diag.Append(nil, p.banner(), p.o.Diag) }

// banner says who speaks.
func (p *program) banner() conf.Banner {
	path := p.argv0
	if p.origin != nil {
		path = p.origin.path
	}
	return conf.Banner{PID: os.Getpid(), Version: conf.Version, Path: path}
}

// override lets the command line win over the files.
func (p *program) override(f *conf.File) {
	b := f.Global.Bag
	if p.o.Maxconn > 0 {
		proxy.SetMaxconn(b, p.o.Maxconn)
	}
	p.o.Quiet = p.o.Quiet || dirQuiet.Or(b, false)
	p.o.ZeroWarning = p.o.ZeroWarning || dirZeroWarning.Or(b, false)
	p.o.Daemon = (p.o.Daemon || dirDaemon.Or(b, false)) && !p.o.Foreground && !p.o.Systemd
	if _, asked := dirMasterWorker.Get(b); asked {
		p.o.Master = true
	}
	if p.o.MasterSocket != "" && !p.o.Master && !p.birth.Worker {
		p.diag.Alertf("a master CLI socket was defined, but master-worker mode (-W) is not enabled.")
	}
	if p.o.PidFile == "" {
		p.o.PidFile = dirPidFile.Or(b, "")
	}
}
