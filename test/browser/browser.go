package browser

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Program is Chromium's name as Debian installs it.
const Program = "chromium"

// patience bounds how long a page may take to answer.
const patience = 90 * time.Second

// A Browser is a running Chromium with one page.
type Browser struct {
	cmd     *exec.Cmd
	profile string
	in      *os.File
	out     *bufio.Reader
	answers *os.File
	session string
	serial  int
	errors  []string
}

// flags keep Chromium to the page it is asked for. Its sandbox needs privileges that test machines often lack.
var flags = []string{
	"--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
	"--disable-component-update", "--no-first-run", "--hide-scrollbars", "--remote-debugging-pipe",
}

// Start starts a browser with a window of that size.
func Start(width, height int) (*Browser, error) {
	profile, err := os.MkdirTemp("", "metergate-browser")
	if err != nil {
		return nil, fmt.Errorf("cannot make a profile: %w", err)
	}
	b := &Browser{profile: profile}
	if err := b.start(width, height); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Browser) start(width, height int) error {
	commands, in, err := os.Pipe()
	if err != nil {
		return err
	}
	defer commands.Close()
	answers, out, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	b.in, b.answers, b.out = in, answers, bufio.NewReader(answers)
	b.cmd = exec.Command(Program, append(flags, "--user-data-dir="+b.profile, fmt.Sprintf("--window-size=%d,%d", width, height), "about:blank")...)
	b.cmd.ExtraFiles = []*os.File{commands, out} // 3 and 4, where the pipe protocol expects them
	if err := b.cmd.Start(); err != nil {
		return fmt.Errorf("cannot start %s: %w", Program, err)
	}
	return b.attach()
}

// attach takes hold of the page.
func (b *Browser) attach() error {
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	if err := b.call("Target.getTargets", nil, &targets); err != nil {
		return err
	}
	for _, t := range targets.TargetInfos {
		if t.Type != "page" {
			continue
		}
		var to struct{ SessionID string }
		if err := b.call("Target.attachToTarget", object{"targetId": t.TargetID, "flatten": true}, &to); err != nil {
			return err
		}
		b.session = to.SessionID
		if err := b.call("Performance.enable", object{"timeDomain": "threadTicks"}, nil); err != nil {
			return err
		}
		for _, domain := range []string{"Page", "Runtime", "Log"} {
			if err := b.call(domain+".enable", nil, nil); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("the browser has no page")
}

// Prefer makes the page look as for a user who prefers light or dark colours.
func (b *Browser) Prefer(scheme string) error {
	return b.call("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// Sharp gives the window a size, and that many dots to a pixel.
func (b *Browser) Sharp(width, height, scale int) error {
	return b.call("Emulation.setDeviceMetricsOverride",
		object{"width": width, "height": height, "deviceScaleFactor": scale, "mobile": false}, nil)
}

// NoScript switches scripts off.
func (b *Browser) NoScript() error {
	return b.call("Emulation.setScriptExecutionDisabled", object{"value": true}, nil)
}

// Open loads a page and waits until its script has run.
func (b *Browser) Open(url string) error {
	var to struct{ ErrorText string }
	if err := b.call("Page.navigate", object{"url": url}, &to); err != nil {
		return err
	}
	if to.ErrorText != "" {
		return fmt.Errorf("cannot open %s: %s", url, to.ErrorText)
	}
	return b.event("Page.loadEventFired")
}

// Reload loads the page again.
func (b *Browser) Reload() error {
	if err := b.call("Page.reload", nil, nil); err != nil {
		return err
	}
	return b.event("Page.loadEventFired")
}

// Eval runs an expression in the page, which may be a promise, and stores its value in to.
func (b *Browser) Eval(expression string, to any) error {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	in := object{"expression": expression, "awaitPromise": true, "returnByValue": true}
	if err := b.call("Runtime.evaluate", in, &answer); err != nil {
		return err
	}
	if e := answer.ExceptionDetails; e != nil {
		return fmt.Errorf("%s: %s", expression, e.Exception.Description)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(answer.Result.Value, to)
}

// Screenshot returns a picture of the window as PNG.
func (b *Browser) Screenshot() ([]byte, error) {
	var picture struct{ Data string }
	if err := b.call("Page.captureScreenshot", object{"format": "png"}, &picture); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(picture.Data)
}

// Busy returns how much processor time the page's main thread has used, in seconds. On a loaded machine it tells more
// than a clock.
func (b *Browser) Busy() (float64, error) {
	var list struct {
		Metrics []struct {
			Name  string
			Value float64
		}
	}
	if err := b.call("Performance.getMetrics", nil, &list); err != nil {
		return 0, err
	}
	for _, m := range list.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value, nil
		}
	}
	return 0, errors.New("the browser does not tell how busy it is")
}

// Close ends the browser.
func (b *Browser) Close() error {
	for _, f := range []*os.File{b.in, b.answers} {
		if f != nil {
			f.Close()
		}
	}
	if b.cmd != nil && b.cmd.Process != nil {
		b.cmd.Process.Kill()
		b.cmd.Wait() // it was killed
	}
	for range 20 { // its children may still write
		if err := os.RemoveAll(b.profile); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return os.RemoveAll(b.profile)
}

type object = map[string]any

// A message is an answer, or an event.
type message struct {
	ID     int
	Method string
	Params json.RawMessage
	Result json.RawMessage
	Error  *struct{ Message string }
}

// call sends a command and waits for its answer.
func (b *Browser) call(method string, params object, to any) error {
	b.serial++
	m := object{"id": b.serial, "method": method}
	if params != nil {
		m["params"] = params
	}
	if b.session != "" && !strings.HasPrefix(method, "Target.") {
		m["sessionId"] = b.session
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		return fmt.Errorf("cannot send %s: %w", method, err)
	}
	answer, err := b.read(func(m *message) bool { return m.ID == b.serial })
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", method, err)
	case answer.Error != nil:
		return fmt.Errorf("%s: %s", method, answer.Error.Message)
	case to == nil:
		return nil
	}
	return json.Unmarshal(answer.Result, to)
}

// event waits for an event.
func (b *Browser) event(method string) error {
	_, err := b.read(func(m *message) bool { return m.Method == method })
	return err
}

// read returns the next message that is wanted; others are dropped.
func (b *Browser) read(wanted func(*message) bool) (*message, error) {
	timer := time.AfterFunc(patience, func() { b.cmd.Process.Kill() })
	defer timer.Stop()
	for {
		text, err := b.out.ReadBytes(0)
		if err != nil {
			return nil, fmt.Errorf("cannot read from the browser: %w", err)
		}
		m := new(message)
		if err := json.Unmarshal(text[:len(text)-1], m); err != nil {
			return nil, err
		}
		b.note(m)
		if wanted(m) {
			return m, nil
		}
	}
}
