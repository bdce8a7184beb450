package app

import (
	"fmt"
	"os"
)

// writePidFile writes the number of this process to the file of -p.
func (p *program) writePidFile() error {
	if p.o.PidFile == "" {
		return nil
	}
	if err := os.WriteFile(p.o.PidFile, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o644); err != nil {
		return fmt.Errorf("[%s.main()] Cannot create pidfile %s: %w", p.argv0, p.o.PidFile, err)
	}
	return nil
}
