package proxy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"metergate/internal/conf"
)

// compileText compiles a configuration for one loop and returns its alerts too.
func compileText(t *testing.T, text string) (g *Gateway, alerts []string) {
	t.Helper()
	f, d := conf.Load([]conf.Source{{Name: "test.cfg", Text: []byte(text)}}, conf.NewEnv(nil))
	compiling.Lock()
	defer compiling.Unlock()
	g = Compile(f, 1, CompileOptions{}, d)
	for _, m := range d.Messages() {
		if m.Level == conf.Alert {
			alerts = append(alerts, m.Text)
		}
	}
	return g, alerts
}

const numbered = `
defaults
  mode http
  timeout client 1s
  timeout connect 1s
  timeout server 1s
frontend f
  bind 127.0.0.1:1%s
  bind 127.0.0.1:2%s
  bind 127.0.0.1:3 name named
backend b
  default-server %s
  server s1 127.0.0.1:1 %s
  server s2 127.0.0.1:1 %s
`

// TestNumbers: numbers are counted in the order of the file; one that is fixed uses up its place and is left out.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ bind1, bind2, server1, server2, want string }{
		{"", "", "", "", "sock-1 sock-2 named 1 2 3, 1 2"},
		{" id 5", "", "id 7", "", "sock-5 sock-2 named 5 2 3, 7 2"},
		{" id 2", "", "", "id 1", "sock-2 sock-3 named 2 3 4, 2 1"},
	} {
		g, alerts := compileText(t, fmt.Sprintf(numbered, c.bind1, c.bind2, "weight 1", c.server1, c.server2))
		var names, listeners, servers []string
		for _, l := range g.Frontend("f").Listeners {
			names, listeners = append(names, l.Name), append(listeners, fmt.Sprint(l.ID))
		}
		for _, s := range g.Backend("b").Servers() {
			servers = append(servers, fmt.Sprint(s.ID))
		}
		if got := strings.Join(append(names, listeners...), " ") + ", " + strings.Join(servers, " "); got != c.want || alerts != nil {
			t.Errorf("%q: %s, want %s; alerts %q", c, got, c.want, alerts)
		}
	}
}

// TestNumbersTwice: a number that is fixed twice, or for several sockets at once, is refused.
func TestNumbersTwice(t *testing.T) {
	for _, c := range []struct{ bind1, bind2, server1, server2, want string }{
		{" id 5", " id 5", "", "", "'bind 127.0.0.1:2' : 'id' : custom id 5 already used at test.cfg:8 ('bind 127.0.0.1:1')."},
		{",127.0.0.1:4 id 5", "", "", "", "'bind 127.0.0.1:1,127.0.0.1:4' : 'id' can only be used with a single socket."},
		{"", "", "id 5", "id 5", "'server b/s2' : 'id' : custom id 5 already used at test.cfg:13 ('server s1')."},
	} {
		_, alerts := compileText(t, fmt.Sprintf(numbered, c.bind1, c.bind2, "weight 1", c.server1, c.server2))
		if !slices.Equal(alerts, []string{c.want}) {
			t.Errorf("%q: alerts %q, want %q", c, alerts, c.want)
		}
	}
}

// TestDisabledServers: the server's own word goes before that of default-server, and the later one before the other.
func TestDisabledServers(t *testing.T) {
	for _, c := range []struct {
		defaults, server string
		maint            bool
	}{
		{"weight 1", "", false},
		{"weight 1", "disabled", true},
		{"weight 1", "disabled enabled", false},
		{"weight 1", "enabled disabled", true},
		{"disabled", "", true},
		{"disabled", "enabled", false},
		{"enabled", "disabled", true},
		{"enabled disabled", "", true},
		{"enabled disabled enabled", "", false},
	} {
		g, alerts := compileText(t, fmt.Sprintf(numbered, "", "", c.defaults, c.server, "enabled"))
		if maint := g.Backend("b").Servers()[0].Admin()&AdminMaint != 0; maint != c.maint || alerts != nil {
			t.Errorf("%q then %q: in maintenance %v; alerts %q", c.defaults, c.server, maint, alerts)
		}
	}
}
