package test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"metergate/test/gateway"
	"metergate/test/origin"
)

const topConfig = `
global
  stats socket %[1]s level admin
defaults
  mode http
  timeout client 3s
  timeout server 3s
  timeout connect 1s
frontend fe_top
  bind 127.0.0.1:%[2]d
.if feature(METERGATE)
  use-operations shop
.endif
  default_backend be_top
.if feature(METERGATE)
operations shop
  operation list GET /items
.endif
backend be_top
  server s1 %[3]s
  server s2 %[3]s disabled
`

// TestTop looks at gateways of every kind with `metergate top`, HAProxy among them.
func TestTop(t *testing.T) {
	kinds := gateway.Kinds()
	program := kinds[slices.IndexFunc(kinds, func(k gateway.Kind) bool { return k.Name == "epoll" })].Require(t)
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			dir := t.TempDir()
			path := k.Require(t)
			o, err := origin.Start("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(o.Stop)
			socket, file := filepath.Join(dir, "top.sock"), filepath.Join(dir, "gw.cfg")
			write(t, file, fmt.Sprintf(topConfig, socket, freePort(t), o.Addr()))
			p, err := gateway.Start(gateway.Options{Kind: k, Program: path, Dir: dir, Files: []string{file}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := p.Stop(); err != nil {
					t.Error(err)
				}
			})
			out, err := exec.Command(program, "top", "-once", "-i", "100ms", socket).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			shown := []string{"servers up 1/2", "> fe_top", "< be_top", "   s1 ", "no check", "MAINT"}
			if !strings.HasPrefix(k.Name, "haproxy") {
				shown = append(shown, "* list")
			}
			for _, want := range shown {
				if !strings.Contains(string(out), want) {
					t.Errorf("%q is not in\n%s", want, out)
				}
			}
		})
	}
}
