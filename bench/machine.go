package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// machine describes where and what was measured.
func machine(proxies []proxy) string {
	var w strings.Builder
	var u unix.Utsname
	unix.Uname(&u)
	fmt.Fprintf(&w, "%s, %d cores, Linux %s, %s\n\n", cpuModel(), runtime.NumCPU(), unix.ByteSliceToString(u.Release[:]), runtime.Version())
	for _, p := range proxies {
		if v := version(p); v != "" {
			fmt.Fprintf(&w, "- %s: %s\n", p.name, v)
		}
	}
	return w.String()
}

// busy warns when others use the machine: ratios are then of little worth.
func busy() {
	text, _ := os.ReadFile("/proc/loadavg")
	var load float64
	if fmt.Sscan(string(text), &load); load > 0.5 {
		fmt.Fprintf(os.Stderr, "bench: the load of this machine is %.1f; nothing else should run while it measures\n", load)
	}
}

func cpuModel() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.Trim(name, " \t:\n")
		}
	}
	return runtime.GOARCH
}

// version is the first line that a known proxy says about itself.
func version(p proxy) string {
	if p.name != "nginx" && !strings.HasPrefix(p.name, "haproxy") && p.name != "rings" && p.name != "epoll" {
		return strings.Join(append([]string{p.program}, p.args...), " ")
	}
	out, err := exec.Command(p.program, "-v").CombinedOutput()
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return first
}
