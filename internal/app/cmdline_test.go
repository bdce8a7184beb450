package app

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParseArgs(t *testing.T) {
	for _, c := range []struct {
		line string
		want Options
	}{
		{"-f a.cfg -f b", Options{Files: []string{"a.cfg", "b"}}},
		{"-f a -- b c", Options{Files: []string{"a", "b", "c"}}},
		{"-d -dM -dI -dW -f x", Options{Debug: true, Foreground: true, ZeroWarning: true, Files: []string{"x"}}},
		{"-Ws -S fd@5 -p pid -f x", Options{Master: true, Systemd: true, MasterSocket: "fd@5", PidFile: "pid", Files: []string{"x"}}},
		{"-sf 12 13 -f x", Options{Finish: []int{12, 13}, Files: []string{"x"}}},
		{"-f x -sf", Options{Files: []string{"x"}}},
		{"-st 7 -D", Options{Terminate: []int{7}, Daemon: true}},
		{"-n 10 -N 5 -m 64 -L me -4", Options{Maxconn: 10, ProxyMaxconn: 5, MemoryMB: 64, Peer: "me", IPv4Only: true}},
		{"-vqb", Options{VersionOnly: true, VersionForm: "b"}},
		{"-c -V", Options{Check: true, Verbose: true}},
	} {
		got, err := ParseArgs(strings.Fields(c.line))
		if err != nil || !reflect.DeepEqual(*got, c.want) {
			t.Errorf("%s: got %+v, %v; want %+v", c.line, got, err, c.want)
		}
	}
}

func TestParseArgsRefuses(t *testing.T) {
	for line, want := range map[string]error{
		"-h": errUsage, "-nonsense": errUsage, "word": errUsage, "-p": errUsage, "-f": errVector,
	} {
		if _, err := ParseArgs(strings.Fields(line)); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", line, err, want)
		}
	}
	for _, line := range []string{"-n x", "-m -1", "-sf x"} {
		if _, err := ParseArgs(strings.Fields(line)); err == nil || errors.Is(err, errUsage) {
			t.Errorf("%s: got %v, want an error that names the word", line, err)
		}
	}
}

func FuzzParseArgs(f *testing.F) {
	for _, seed := range []string{"-f a", "-sf 1 2 -D", "-vqs", "--", "-dK"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		o, err := ParseArgs(strings.Fields(line))
		if (o == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", line, o, err)
		}
	})
}
