package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const carbonConfig = `[cache]
STORAGE_DIR = %[1]s
CONF_DIR = %[1]s
LOG_DIR = %[1]s/log
PID_DIR = %[1]s
LOCAL_DATA_DIR = %[1]s/whisper
USER =
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = %[2]d
ENABLE_UDP_LISTENER = False
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = %[3]d
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = %[4]d
MAX_UPDATES_PER_SECOND = inf
MAX_CREATES_PER_MINUTE = inf
CARBON_METRIC_INTERVAL = 0
ENABLE_TAGS = False
LOG_UPDATES = False
`

// newCarbon returns a running carbon, its address and where it stores what it is sent.
func newCarbon(t *testing.T) (r *receiver, addr, dir string) {
	t.Helper()
	dir = t.TempDir()
	port := freePort(t)
	for _, sub := range []string{"whisper", "log"} {
		makeDir(t, dir, sub)
	}
	write(t, filepath.Join(dir, "carbon.conf"), fmt.Sprintf(carbonConfig, dir, port, freePort(t), freePort(t)))
	write(t, filepath.Join(dir, "storage-schemas.conf"), "[all]\npattern = .*\nretentions = 1s:10m\n")
	r = newReceiver(t, "carbon-cache", "--config", filepath.Join(dir, "carbon.conf"), "--debug", "start")
	r.start(t)
	return r, fmt.Sprintf("127.0.0.1:%d", port), filepath.Join(dir, "whisper")
}

// stored returns the newest value of a file of carbon's.
func stored(file string) (value float64, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	return newestOf(text)
}

// TestForwardGraphite has a real carbon store what is pushed, before and after it was killed.
func TestForwardGraphite(t *testing.T) {
	carbon, addr, dir := newCarbon(t)
	f := startForwarder(t, "  target graphite tcp://"+addr+"\n  interval 200ms")
	holds := func(name string, want float64) {
		t.Helper()
		file := filepath.Join(append([]string{dir}, strings.Split(name, ".")...)...) + ".wsp"
		await(t, name, func() error {
			v, err := stored(file)
			if err == nil && v != want {
				err = fmt.Errorf("it is %v, not %v", v, want)
			}
			return err
		})
	}
	f.request(t, 3)
	holds("haproxy.frontend.fe.http_responses_total.2xx", 3)
	holds("haproxy.server.be_2E1.s1.status.UP", 1)
	carbon.kill()
	await(t, "lines that are not sent", func() error {
		if f.shown(t, "dropped_items") == 0 {
			return fmt.Errorf("none is counted")
		}
		return nil
	})
	carbon.start(t)
	f.request(t, 2)
	holds("haproxy.frontend.fe.http_responses_total.2xx", 5)
}
