package proxy

import (
	"regexp"
	"testing"
	"time"

	"metergate/internal/conf"
)

const formatConfig = `
global
  set-var proc.site str(north)
defaults
  mode http
  timeout client 1s
  timeout server 1s
  timeout connect 1s
frontend fe
  bind 127.0.0.1:1
backend be
  server s1 127.0.0.1:2 weight 7
`

func TestGatewayFormat(t *testing.T) {
	g, alerts := compileText(t, formatConfig)
	if len(alerts) > 0 {
		t.Fatal(alerts)
	}
	for _, tc := range []struct {
		text string
		body bool
		want string // a pattern of the text, or behind ! of the error
	}{
		{"plain  text", false, `^plain  text$`},
		{"%H %pid", false, `^[^ ]+ \d+$`},
		{`{ "date": "%T", "connections": "%ac" }`, true, `^\{ "date": "\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d \+0000", "connections": "0" \}$`},
		{"%t %Tl %tr %trg %trl", false, `^\d\d/.*\.\d{3} .*$`},
		{"%Ts.%ms", false, `^\d{10}\.\d{3}$`},
		{"%rt %[act_conn] %[stopping]", false, `^42 0 0$`},
		{"%[var(proc.site),upper]", false, `^NORTH$`},
		{"%[srv_iweight(be/s1)] %[nbsrv(be)] %[fe_conn(fe)]", false, `^7 1 0$`},
		{"%[start_date(ms)]", false, `^0$`},
		{"%{+json}o%(host)H%(n:sint)ac", true, `^\{"host": "[^"]+", "n": 0\}$`},
		{"%[str(a%0ab),url_dec]", true, "^a\nb$"},
		{"%[date] %[env(PATH)] %[hostname]", false, `^\d+ .+$`},

		{"%ci", false, `!format alias 'ci' may not be used here because it needs 'client connection'`},
		{"%[src]", false, `!needs 'client connection'|extracts information`},
		{"%[path]", false, `!HTTP request`},
		{"%ID", false, `!format alias 'ID' may not be used here`},
		{"%[txn.id32]", false, `!txn.id32`},
		{"%[var(txn.x)]", false, `!only those of scope 'proc'`},
		{"%[srv_conn(be/none)]", false, `!unable to find`},
		{"%[be_conn]", false, `!`},
		{"%nope", false, `!no such format alias`},
	} {
		f, err := g.Format(tc.text, tc.body, conf.Pos{})
		switch {
		case tc.want[0] == '!':
			if err == nil || !regexp.MustCompile(tc.want[1:]).MatchString(err.Error()) {
				t.Errorf("%s: error %v, want %s", tc.text, err, tc.want[1:])
			}
		case err != nil:
			t.Errorf("%s: %v", tc.text, err)
		default:
			if got := string(f.Append(nil, time.Now(), 42)); !regexp.MustCompile(tc.want).MatchString(got) {
				t.Errorf("%s: %q, want %s", tc.text, got, tc.want)
			}
		}
	}
}

// Every word that the manual calls usable is so, and no other.
func TestGatewayWords(t *testing.T) {
	fetches, variables := GatewayWords()
	if len(fetches) < 30 || len(variables) < 10 {
		t.Errorf("%d fetches, %d variables: %v %v", len(fetches), len(variables), fetches, variables)
	}
	g, _ := compileText(t, formatConfig)
	for _, v := range variables {
		if f, err := g.Format(v, false, conf.Pos{}); err != nil || len(f.Append(nil, time.Now(), 1)) == 0 {
			t.Errorf("%s: no text, %v", v, err)
		}
	}
}
