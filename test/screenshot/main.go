// Command screenshot makes the pictures of the stats page and of the dashboard in doc/images out of the demo:
//
//	go run ./test/screenshot
//
// It waits until one of the demo's servers is down, so that the picture shows more than good weather.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"metergate/test/browser"
	"metergate/test/gateway"
)

// A picture is one of a page of the demo, as a user sees it who prefers light or dark colours.
type picture struct {
	name, path, scheme string
	height             int
	settle             time.Duration // until the page has its data
}

var pictures = []picture{
	{"stats-page.png", ";norefresh", "light", 548, 0},
	{"stats-page-dark.png", ";norefresh", "dark", 548, 0},
	{"dashboard.png", "dashboard/#overview?last=1m", "light", 900, 8 * time.Second},
	{"dashboard-dark.png", "dashboard/#overview?last=1m", "dark", 900, 8 * time.Second},
	{"dashboard-latency.png", "dashboard/#latency?last=1m&proxy=fe_api", "light", 560, 8 * time.Second},
}

// The window of the pictures. README shows them at some 60 % of their size, so they are sharp without more dots.
const width, scale = 1400, 1

// largest bounds a picture, in bytes: clones carry each version of it for ever.
const largest = 200_000

func main() {
	dir := flag.String("dir", "doc/images", "where the pictures go")
	program := flag.String("program", "", "the gateway; built when empty")
	flag.Parse()
	if err := run(*dir, *program); err != nil {
		fmt.Fprintln(os.Stderr, "screenshot:", err)
		os.Exit(1)
	}
}

func run(dir, program string) error {
	if program == "" {
		var err error
		if program, err = gateway.Build(); err != nil {
			return err
		}
		defer gateway.Clean()
	}
	demo := exec.Command(program, "demo")
	out, err := demo.StdoutPipe()
	if err != nil {
		return err
	}
	if err := demo.Start(); err != nil {
		return fmt.Errorf("cannot start the demo: %w", err)
	}
	defer func() {
		demo.Process.Signal(syscall.SIGTERM)
		demo.Wait() // it was told to end
	}()
	page, err := address(out)
	if err != nil {
		return err
	}
	if err := untilDown(page); err != nil {
		return err
	}
	return take(page, dir)
}

// address reads the address of the page from what the demo says.
func address(out io.Reader) (string, error) {
	pattern := regexp.MustCompile(`Stats page\s+(http\S+)`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := pattern.FindStringSubmatch(lines.Text()); m != nil {
			go io.Copy(io.Discard, out)
			return m[1], nil
		}
	}
	return "", errors.New("the demo does not say where its page is")
}

// untilDown waits until a server is down.
func untilDown(page string) error {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		res, err := http.Get(page + ";csv;norefresh")
		if err != nil {
			return err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return err
		}
		if strings.Contains(string(body), ",DOWN,") {
			return nil
		}
	}
	return errors.New("no server of the demo goes down")
}

// take makes the pictures.
func take(page, dir string) error {
	b, err := browser.Start(width, 900)
	if err != nil {
		return err
	}
	defer b.Close()
	for _, p := range pictures {
		if err := p.take(b, page, dir); err != nil {
			return fmt.Errorf("cannot take %s: %w", p.name, err)
		}
	}
	return nil
}

// take makes one picture.
func (p *picture) take(b *browser.Browser, page, dir string) error {
	if err := b.Sharp(width, p.height, scale); err != nil {
		return err
	}
	if err := b.Prefer(p.scheme); err != nil {
		return err
	}
	if err := b.Open("about:blank"); err != nil { // an address that differs behind the # only would be no new page
		return err
	}
	if err := b.Open(page + p.path); err != nil {
		return err
	}
	time.Sleep(p.settle)
	png, err := b.Screenshot()
	if err != nil {
		return err
	}
	if len(png) > largest {
		return fmt.Errorf("it has %d bytes, more than %d", len(png), largest)
	}
	return os.WriteFile(filepath.Join(dir, p.name), png, 0o644)
}
