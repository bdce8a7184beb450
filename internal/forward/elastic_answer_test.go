package forward

import (
	"fmt"
	"testing"
)

// twoDocuments is a message.
var twoDocuments = &message{identity: "0123456789abcdef", parts: []part{{seq: 1, index: 0}, {seq: 1, index: 1}}}

var elasticAnswers = []struct{ name, body, want string }{
	{"both stored", `{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":200}}]}`, "<nil> again [] refused []"},
	{"one was there", `{"errors":true,"items":[{"create":{"status":409}},{"create":{"status":201}}]}`, "<nil> again [] refused []"},
	{"one later, one never", `{"errors":true,"items":[{"create":{"status":429,"error":{"type":"a","reason":"b"}}},{"create":{"status":400,"error":{"type":"c","reason":"d","caused_by":{"type":"e","reason":"f"}}}}]}`,
		"<nil> again [0] refused [{1 document 0123456789abcdef-1-1: status 400, c: d: e: f}]"},
	{"a block", `{"errors":true,"items":[{"create":{"status":403}},{"create":{"status":201}}]}`, "<nil> again [0] refused []"},
	{"both later", `{"errors":true,"items":[{"create":{"status":503}},{"create":{"status":503}}]}`,
		"document 0123456789abcdef-1-0: status 503, no reason given again [] refused []"},
	{"too few", `{"errors":false,"items":[{"create":{"status":201}}]}`,
		`the answer to 2 documents is none of a bulk request: "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}" again [] refused []`},
	{"two in one", `{"errors":false,"items":[{"create":{"status":201}},{}]}`,
		`the answer to 2 documents is none of a bulk request: "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}},{}]}" again [] refused []`},
	{"no errors", `{"items":[]}`, `the answer to 2 documents is none of a bulk request: "{\"items\":[]}" again [] refused []`},
	{"nothing", ``, `the answer to 2 documents is none of a bulk request: "" again [] refused []`},
}

func TestElasticAnswers(t *testing.T) {
	for _, c := range elasticAnswers {
		v := elasticVerdict(twoDocuments, []byte(c.body))
		if got := fmt.Sprintf("%v again %v refused %v", v.err, v.again, v.refused); got != c.want {
			t.Errorf("%s: %s\nnot %s", c.name, got, c.want)
		}
	}
}

// FuzzElasticAnswer settles each part once at most, whatever the answer says.
func FuzzElasticAnswer(f *testing.F) {
	for _, c := range elasticAnswers {
		f.Add([]byte(c.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v := elasticVerdict(twoDocuments, body)
		var settled [2]int
		for _, i := range v.again {
			settled[i]++
		}
		for _, r := range v.refused {
			settled[r.index]++
		}
		if settled[0] > 1 || settled[1] > 1 || v.err != nil && settled != [2]int{} {
			t.Errorf("%q: %+v", body, v)
		}
	})
}
