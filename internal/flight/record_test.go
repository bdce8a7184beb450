package flight

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"metergate/internal/metric"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTarget(t *testing.T) {
	cases := []struct{ target, want string }{
		{"/users/42", "/users/42"},
		{"/users?page=2&limit=100", "/users?page=2&limit=100"},
		{"/users?key=s3cret&page=12345", "/users?key=***&page=***"},
		{"/users?s3cret", "/users?***"},
		{"/users?a=&b=x=y&&c", "/users?a=&b=***&&***"},
		{"/?" + strings.Repeat("x", 1000), "/?***"},
		{strings.Repeat("/x", 1000), strings.Repeat("/x", MaxText/2)},
	}
	for _, c := range cases {
		if got := Target([]byte(c.target)); got != c.want {
			t.Errorf("%.40q: %.80q", c.target, got)
		}
	}
}

func TestMask(t *testing.T) {
	cases := []struct{ name, value, want string }{
		{"authorization", "Bearer abc.def", "Bearer ***"},
		{"proxy-authorization", "secret", "***"},
		{"authorization", "averyveryverylongsecretwithablank behind", "***"},
		{"cookie", "id=1; x=2", "***"},
		{"set-cookie", "id=1", "***"},
		{"x-api-key", "k", "***"},
		{"x-amz-security-token", "k", "***"},
		{"x-signing-key", "k", "***"},
		{"x-request-id", "42", "42"},
		{"user-agent", "curl", "curl"},
	}
	for _, c := range cases {
		if got := string(mask(c.name, []byte(c.value))); got != c.want {
			t.Errorf("%s: %s becomes %s", c.name, c.value, got)
		}
	}
}

// samples are a request that failed, one that runs, and one from a hostile client.
func samples() []*Record {
	failed := &Record{
		Trace: metric.TraceID{High: 0x4bf92f3577b34da6, Low: 0xa3ce929d0e0e4736}, Stream: 7, End: 1_700_000_000_123_456_789,
		Frontend: "fe", Backend: "be", Server: "s1", Operation: "GET /users/{id}", Consumer: "shop", Client: "10.0.0.1:4000",
		Method: "GET", Target: "/users/42?key=***", Status: 503, Ending: "SC",
		Times:   Times{Request: 1 * ms, Queue: 2500_000, Connect: 3 * ms, Retry: 1250_000, Response: -1, Data: -1, Total: 7750_000},
		Retries: 3, Redispatched: true, ServerQueue: 2, BackendQueue: 5, In: 100, Out: 212,
	}
	failed.AddHeader("x-request-id", []byte("42"), false)
	failed.AddHeader("authorization", []byte("Bearer abc"), false)
	failed.AddHeader("x-request-id", []byte("43"), true)
	running := &Record{
		Stream: 8, Frontend: "fe", Client: "10.0.0.2:4000", Method: "POST", Target: "/", Doing: "data waits for input",
		Times: Times{Request: 1 * ms, Queue: -1, Connect: -1, Retry: -1, Response: -1, Data: -1, Total: 2 * ms},
	}
	hostile := &Record{
		Frontend: "fe", Client: "10.0.0.3:4000", Method: "GET\x1b[31m", Target: "/\"</script>\xff\n", Status: -1, Ending: "CR", End: 1,
		Operation: "\x00", Times: Times{Request: -1, Queue: -1, Connect: -1, Retry: -1, Response: -1, Data: -1},
	}
	hostile.AddHeader("x", []byte("a\r\nb\x9b"), false)
	return []*Record{failed, running, hostile}
}

func TestFormsGolden(t *testing.T) {
	t.Setenv("TZ", "UTC")
	for name, got := range map[string]string{
		"records.json": string(AppendJSON(nil, samples())),
		"records.txt":  clockless(string(AppendTable(nil, samples()))),
	} {
		path := "testdata/" + name
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs (see -update):\n%s", path, got)
		}
		for _, r := range got {
			if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 {
				t.Errorf("%s: control byte %q", name, r)
			}
		}
	}
	var read struct{ Requests []map[string]any }
	if err := json.Unmarshal(AppendJSON(nil, samples()), &read); err != nil || len(read.Requests) != 3 {
		t.Errorf("%d requests, %v", len(read.Requests), err)
	}
}

// clockless takes the time of day, which follows the zone, out of a table.
func clockless(table string) string {
	lines := strings.Split(table, "\n")
	for i, l := range lines {
		if clock, rest, ok := strings.Cut(l, " "); ok && strings.Count(clock, ":") == 2 {
			lines[i] = "TIME " + rest
		}
	}
	return strings.Join(lines, "\n")
}

func FuzzForms(f *testing.F) {
	f.Add("GET", "/a?b=c", "v\x1b")
	f.Fuzz(func(t *testing.T, method, target, value string) {
		r := &Record{Method: Text([]byte(method)), Target: Target([]byte(target)), Frontend: "fe"}
		r.AddHeader("x-y", []byte(value), false)
		var read struct{ Requests []map[string]any }
		b := AppendJSON(nil, []*Record{r})
		if err := json.Unmarshal(b, &read); err != nil || !utf8.Valid(b) {
			t.Errorf("%s: %v", b, err)
		}
		for _, c := range AppendTable(nil, []*Record{r}) {
			if c < ' ' && c != '\n' || c >= 0x7f {
				t.Errorf("byte %#x in a table", c)
			}
		}
	})
}
