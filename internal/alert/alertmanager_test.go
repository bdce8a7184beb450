package alert

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Debian's Alertmanager takes what we send, and shows it until it is resolved.
func TestAlertmanager(t *testing.T) {
	program, err := exec.LookPath("prometheus-alertmanager")
	if err != nil {
		if os.Getenv("METERGATE_PEERS") == "required" {
			t.Fatal("prometheus-alertmanager is not installed (see test/install-peers)")
		}
		t.Skip("prometheus-alertmanager is not installed (see test/install-peers)")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "am.yml")
	if err := os.WriteFile(file, []byte("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--config.file="+file, "--storage.path="+dir, "--web.listen-address="+addr, "--cluster.listen-address=")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	u := &url.URL{Scheme: "http", Host: addr}
	m := newAlertmanager(u)
	a := state("Test", false)
	a.StartsAt, a.EndsAt, a.GeneratorURL = time.Now(), time.Now().Add(time.Hour), "http://here:80/api/v1/query"
	a.Annotations = map[string]string{"summary": "a \"test\""}
	eventually(t, "it takes the alert", func() bool { return m.send(context.Background(), newClient(), []Alert{a}) == nil })
	shows := func() string {
		res, err := http.Get(fmt.Sprintf("http://%s/api/v2/alerts", addr))
		if err != nil {
			return ""
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		return string(text)
	}
	eventually(t, "it shows the alert", func() bool { return strings.Contains(shows(), `"alertname":"Test"`) })
	a.resolved, a.EndsAt = true, time.Now()
	if err := m.send(context.Background(), newClient(), []Alert{a}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is resolved", func() bool { return !strings.Contains(shows(), `"alertname":"Test"`) })
}
