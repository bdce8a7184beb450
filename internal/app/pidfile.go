package app

import (
	"errors"
	"fmt"
	"os"
)

// writePidFile writes the number of this process to the file of -p.
func (p *program) writePidFile() error {
	if p.o.PidFile == "" {
		return nil
	}
	if err := os.WriteFile(p.o.PidFile, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o644); err != nil {
		return errors.New(p.mainly(fmt.Sprintf("Cannot create pidfile %s: %v", p.o.PidFile, reason(err))))
	}
	return nil
}
