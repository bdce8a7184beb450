// Command screenshot makes the pictures of the stats page in doc/images out of the demo:
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

// The pictures, by the colours that the user prefers.
var pictures = map[string]string{"light": "stats-page.png", "dark": "stats-page-dark.png"}

// The window of the pictures.
const width, height, scale = 1400, 548, 2

// largest bounds a picture, in bytes: clones carry each version of it for ever.
const largest = 300_000

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
	b, err := browser.Start(width, height)
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.Sharp(width, height, scale); err != nil {
		return err
	}
	for scheme, name := range pictures {
		if err := b.Prefer(scheme); err != nil {
			return err
		}
		if err := b.Open(page + ";norefresh"); err != nil {
			return err
		}
		png, err := b.Screenshot()
		if err != nil {
			return err
		}
		if len(png) > largest {
			return fmt.Errorf("%s has %d bytes, more than %d", name, len(png), largest)
		}
		if err := os.WriteFile(filepath.Join(dir, name), png, 0o644); err != nil {
			return err
		}
	}
	return nil
}
