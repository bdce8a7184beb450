package admin

func init() {
	Register(Command{Name: "dump stats-file", Help: "dump the counters of what has a guid, for a stats-file", Run: runDumpStats})
}

func runDumpStats(r *Request) error {
	return r.render(func(w *turns) error { return r.Gateway().DumpStats(w, r.view()) })
}
