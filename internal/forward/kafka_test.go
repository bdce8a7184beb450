package forward

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestKafkaPlace(t *testing.T) {
	for _, c := range []struct {
		url, auth string
		options   []string
		want      string // a part of the error, or the brokers
	}{
		{"kafka://a/metrics", "", nil, "a:9092"},
		{"kafka://a:1/metrics", "", []string{"brokers", "b,c:2"}, "a:1 b:9092 c:2"},
		{"kafka://a/metrics", "Basic dTpw", []string{"sasl", "plain"}, "a:9092"},
		{"kafka://a", "", nil, "kafka://<broker>"},
		{"kafka://a/b/c", "", nil, "kafka://<broker>"},
		{"kafka://a/metrics", "", []string{"sasl", "gssapi"}, "'sasl' of kafka"},
		{"kafka://a/metrics", "", []string{"sasl", "plain"}, "wants both"},
		{"kafka://a/metrics", "Bearer x", nil, "wants both"},
	} {
		a := aim(t, "kafka", c.url, c.options...)
		a.auth = c.auth
		p, err := kafkaPlaceOf(a)
		got := strings.Join(p.brokers, " ")
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s %v: %s", c.url, c.options, got)
		}
		if c.auth == "Basic dTpw" && (p.user != "u" || p.password != "p") {
			t.Errorf("%s is read as %s and %s", c.auth, p.user, p.password)
		}
	}
}

// TestKafkaItems makes a record of each series: its key names it, and the value is an object with the same labels.
func TestKafkaItems(t *testing.T) {
	p, seen := newPicture(), map[string]bool{}
	p.count(2)
	(&kafkaItems{}).items(p.tick(), func(item []byte) {
		key, value := cutKafkaItem(item)
		var got struct {
			Timestamp, Name string
			Labels          map[string]string
			Value, Count    *float64
		}
		if err := json.Unmarshal(value, &got); err != nil {
			t.Fatalf("%v in %s", err, value)
		}
		if seen[string(key)] || !strings.HasPrefix(string(key), got.Name+`{job="",instance="gw:8404"`) || (got.Value == nil) == (got.Count == nil) {
			t.Errorf("%s holds %s", key, value)
		}
		seen[string(key)] = true
	})
	if len(seen) < 10 {
		t.Errorf("there are %d series", len(seen))
	}
}
