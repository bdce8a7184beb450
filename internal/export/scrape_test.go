package export

import (
	"testing"

	"metergate/internal/metric"
)

func TestParseScrape(t *testing.T) {
	all := everything
	cases := []struct {
		query string
		scope metric.Kinds
		bad   bool
	}{
		{"", all, false},
		{"other=1&x", all, false},
		{"scope=*", all, false},
		{"scope=server", metric.Server, false},
		{"scope=server&scope=global", metric.Server | metric.Process, false},
		{"scope=server&scope=&scope=listener", metric.Listener, false},
		{"scope=", 0, false},
		{"scope=%73erver", metric.Server, false},
		{"%73cope=server", metric.Server, false},
		{"scope=server#&scope=bad", metric.Server, false},
		{"scope=sticktable", metric.StickTable, false},
		{"scope=sticktable2", metric.StickTable, false},
		{"scope=resolver&scope=bad", metric.Nameserver, false},
		{"scope=sticktable&scope=frontend", metric.StickTable | metric.Frontend, false},
		{"scope", 0, true},
		{"scope=bad", 0, true},
		{"scope=Global", 0, true},
		{"scope=stick", 0, true},
		{"scope=bad&scope=sticktable", 0, true},
		{"scope=server=x", 0, true},
		{"scope=%zz", 0, true},
		{"x=%zz", 0, true},
		{"metrics", 0, true},
		{"metrics=", all, false},
		{"no-maint&extra-counters&desc-labels=1", all, false},
	}
	for _, c := range cases {
		s, err := ParseScrape(c.query)
		switch {
		case (err != nil) != c.bad:
			t.Errorf("%q: error %v", c.query, err)
		case err == nil && s.scope != c.scope:
			t.Errorf("%q: scope %b, want %b", c.query, s.scope, c.scope)
		}
	}
}

func TestParseScrapeFlags(t *testing.T) {
	s, err := ParseScrape("no-maint=0&extra-counters&desc-labels&metrics=a,-b&metrics=c,")
	if err != nil {
		t.Fatal(err)
	}
	if !s.NoMaint || !s.ExtraCounters || !s.DescLabels {
		t.Errorf("flags: %+v", s)
	}
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "d": false} {
		if got := s.wants(&family{Family: Family{Name: name}}); got != want {
			t.Errorf("wants %s: %v", name, got)
		}
	}
}
