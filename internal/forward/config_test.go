package forward

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"metergate/internal/conf"
	"metergate/internal/proxy"
)

// TestConfigurationErrors gives sections that are wrong in one line each: that line is named, once, with what is wrong.
func TestConfigurationErrors(t *testing.T) {
	dir := t.TempDir()
	rubbish := filepath.Join(dir, "rubbish.pem")
	if err := os.WriteFile(rubbish, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lines string // behind the first one, metrics-forward x
		at    int    // the line
		want  string
	}{
		{"interval 1s", 1, "needs a 'target <kind> <url>'"},
		{"target prometheus-remotewrite http://h/", 2, "no kind 'prometheus-remotewrite' (did you mean 'prometheus-remote-write'?)"},
		{"interval 1s\ntarget elasticsearch ftp://h", 3, "begins with http:// or https://, not 'ftp://h'"},
		{"target influx http://[::1/write?db=m", 2, "expects a URL"},
		{"target otlp http://", 2, "expects a URL"},
		{"target otlp http://:4318", 2, "expects a URL"},
		{"target otlp http://h:99999", 2, "there is no port 99999"},
		{"target otlp http://h temporality sometimes", 2, "'temporality' of otlp is cumulative or delta"},
		{"target otlp http://h colour red", 2, "otlp knows no option 'colour'"},
		{"target otlp https://h ca-file " + dir + "/none.pem", 2, "cannot read the ca-file"},
		{"target otlp https://h ca-file " + rubbish, 2, "there is no certificate in"},
		{"target otlp https://h crt " + rubbish, 2, "cannot read the certificate and key"},
		{"target otlp https://h verify perhaps", 2, "verify"},
		{"target otlp https://h\nauth bearer file@" + dir + "/none", 3, "cannot read the secret"},
		{"target otlp https://h\nauth bearer secret", 3, "a secret does not stand in the configuration"},
		{"target otlp https://h\nmetrics [a", 3, "'[a' is no pattern"},
		{"target otlp https://h\ninterval 10ms", 3, "'interval' must be from 100ms to 1h"},
		{"target otlp https://h\nhttp-header X-A %[src", 3, "missing ']'"},
		{"target otlp https://h\nhttp-header Content-Length 1", 3, "follows from the message"},
		{"target otlp https://h\nqueue " + dir + " 1k", 3, "needs at least 1m"},
		{"target statsd udp://h\nqueue " + dir + " 8m", 3, "'queue' is of no use"},
		{"target statsd udp://h\nlabel a b", 2, "'label' is of no use to statsd"},
		{"target influx http://h/write", 2, "needs db=<database>"},
		{"target graphite tcp://h path a..b", 2, "'path' is words"},
	} {
		text := "metrics-forward x\n" + c.lines + "\n"
		file, d := conf.Load([]conf.Source{{Name: "a.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
		Compile(file, proxy.Compile(file, 1, proxy.CompileOptions{}, d), d)
		var about []string
		for line := range strings.Lines(string(d.Append(nil, conf.Banner{}, false))) {
			if strings.Contains(line, "a.cfg:") {
				about = append(about, line)
			}
		}
		if len(about) != 1 || !strings.Contains(about[0], fmt.Sprintf("[a.cfg:%d]", c.at)) || !strings.Contains(about[0], c.want) {
			t.Errorf("%q: %q, not %q in line %d", c.lines, about, c.want, c.at)
		}
	}
}
