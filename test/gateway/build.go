package gateway

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// Build compiles metergate once per test run, with the race detector when the
// test itself has it, and returns the path of the binary.
var Build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "metergate-test")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "metergate")
	args := []string{"build", "-o", path}
	if raceEnabled {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "metergate/cmd/metergate")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot build metergate: %w\n%s", err, out)
	}
	return path, nil
})

// built is the folder that Build made, if it did.
var built string

// Clean removes what Build made; a TestMain calls it last.
func Clean() {
	if built != "" {
		os.RemoveAll(built)
	}
}
