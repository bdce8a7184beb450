package cookie

import (
	"strings"
	"testing"
)

// TestLine takes lines apart and puts them together again.
func TestLine(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"", ""},
		{"a=1", "a|1"},
		{"a=1; b=2", "a|1 b|2"},
		{"a=1;b=2,c=3", "a|1 b|2 c|3"},
		{` a = 1 ;; b`, "a|1 - -b"},
		{`a="x;y\";z"; b=2`, `a|"x;y\";z" b|2`},
		{`a="open; b=2`, `a|"open; b=2`},
		{"a=b=c;", "a|b=c"},
	} {
		var got []string
		for pair, rest := Next([]byte(c.line)); ; pair, rest = Next(rest) {
			if name, value, ok := Split(pair); ok {
				got = append(got, string(name)+"|"+string(value))
			} else if rest != nil || len(pair) > 0 {
				got = append(got, "-"+string(pair))
			}
			if rest == nil {
				break
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: %q, want %q", c.line, s, c.want)
		}
	}
}

func TestReadAndJudge(t *testing.T) {
	const day = 24 * 60 * 60
	now := int64(1_800_000_000)
	at := func(s int64) string { return "|" + string(appendDate(nil, s)) }
	idle, life := Policy{Mode: Insert, MaxIdle: 1800}, Policy{Mode: Insert, MaxIdle: 1800, MaxLife: 28800}
	for _, c := range []struct {
		policy *Policy
		value  string
		id     string
		worth  Given
	}{
		{&Policy{Mode: Prefix}, "s1~x~y", "s1", Valid},
		{&Policy{Mode: Prefix}, "x", "x", Valid},
		{&Policy{}, "s1~x", "s1~x", Valid},
		{&idle, "s1", "s1", Valid},
		{&idle, "s1" + at(now), "s1", Valid},
		{&idle, "s1" + at(now-1800), "s1", Valid},
		{&idle, "s1" + at(now-1804), "s1", Expired},
		{&idle, "s1" + at(now+day), "s1", Valid},
		{&idle, "s1" + at(now+day+8), "s1", Expired},
		{&idle, "s1|AB", "s1", Valid},
		{&idle, "s1|A.BCD", "s1", Valid},
		{&life, "s1" + at(now) + at(now-28804), "s1", Old},
		{&life, "s1" + at(now-4000) + at(now-4000), "s1", Expired},
		{&Policy{Mode: Insert}, "s1" + at(1) + at(1), "s1", Valid},
	} {
		claim := c.policy.Read([]byte(c.value))
		if worth := c.policy.Judge(claim, now); string(claim.ID) != c.id || worth != c.worth {
			t.Errorf("%q: %q %c, want %q %c", c.value, claim.ID, worth, c.id, c.worth)
		}
	}
}

func TestAppendSet(t *testing.T) {
	now := int64(1_800_000_000)
	for _, c := range []struct {
		policy Policy
		id     string
		first  int64
		want   string
	}{
		{Policy{Name: "S"}, "s1", 0, "S=s1; path=/"},
		{Policy{Name: "S", Attributes: "; Secure"}, "s1", 0, "S=s1; path=/; Secure"},
		{Policy{Name: "S"}, "", 0, "S=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/"},
		{Policy{Name: "S", MaxIdle: 1}, "s1", 0, "S=s1|a0nSA; path=/"},
		{Policy{Name: "S", MaxLife: 1}, "s1", 0, "S=s1|a0nSA|a0nSA; path=/"},
		{Policy{Name: "S", MaxLife: 1}, "s1", now - 400, "S=s1|a0nSA|a0nQc; path=/"},
	} {
		if got := c.policy.AppendSet(nil, c.id, now, c.first); string(got) != c.want {
			t.Errorf("%+v %q: %q, want %q", c.policy, c.id, got, c.want)
		}
	}
}

// FuzzLine checks that a line put together of its cookies is taken apart into the same ones, and that what is set is read back.
func FuzzLine(f *testing.F) {
	f.Add("a=1; b=\"x;y\"; c", "s1", int64(1_800_000_000))
	f.Add("SRV=s1|AAAAA|BBBBB,=;;", "s|1", int64(0))
	f.Fuzz(func(t *testing.T, text, id string, now int64) {
		var line []byte
		for pair, rest := Next([]byte(text)); ; pair, rest = Next(rest) {
			line = AppendPair(line, pair)
			if rest == nil {
				break
			}
		}
		var again []byte
		for pair, rest := Next(line); ; pair, rest = Next(rest) {
			again = AppendPair(again, pair)
			if rest == nil {
				break
			}
		}
		if string(again) != string(line) {
			t.Errorf("%q: %q and then %q", text, line, again)
		}
		p := Policy{Name: "S", Mode: Insert, MaxIdle: 1, MaxLife: 1}
		if id == "" || strings.ContainsAny(id, "|;,\"") || strings.TrimSpace(id) != id || now < 0 || now >= 1<<31 {
			return
		}
		set, _ := Next(p.AppendSet(nil, id, now, 0))
		_, value, _ := Split(set)
		claim := p.Read(value)
		if string(claim.ID) != id || claim.Last != (now+3)&^3 || claim.First != claim.Last {
			t.Errorf("%q at %d: %q is read as %q %d %d", id, now, value, claim.ID, claim.Last, claim.First)
		}
	})
}
