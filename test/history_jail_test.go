package test

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"metergate/test/gateway"
)

const jailConfig = `
global
  chroot %[1]s
  user nobody
  group nogroup
defaults
  mode http
  timeout client 5s
history
  path %[1]s/h
  interval 200ms
frontend api
  bind 127.0.0.1:%[2]d
  http-request use-service prometheus-api
`

// TestHistoryInJail keeps a history as another user below another root, kills the gateway, and goes on with what it wrote.
func TestHistoryInJail(t *testing.T) {
	nobody, err := user.Lookup("nobody")
	if _, noGroup := user.LookupGroup("nogroup"); err != nil || noGroup != nil || os.Getuid() != 0 {
		t.Skip("only root can become nobody, where there is such a user and a group for it")
	}
	k, dir := gateway.Kinds()[0], t.TempDir()
	program := k.Require(t)
	api, file := freePort(t), filepath.Join(dir, "gw.cfg")
	write(t, file, fmt.Sprintf(jailConfig, dir, api))
	h := &past{options: gateway.Options{Kind: k, Program: program, Dir: dir, Files: []string{file}}, api: fmt.Sprintf("http://127.0.0.1:%d/api/v1", api)}
	h.start(t)
	eventuallyProm(t, h.api, `count_over_time(up[1m])`, func(v float64) bool { return v >= 3 })
	info, err := os.Stat(filepath.Join(dir, "h", "wal"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; strconv.Itoa(int(owner)) != nobody.Uid {
		t.Errorf("the history is that of user %d", owner)
	}
	h.Signal(os.Kill)
	h.Wait()
	h.start(t)
	eventuallyProm(t, h.api, `count_over_time(up[10m])`, func(v float64) bool { return v >= 6 })
}
