package forward

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// A bulkAnswer says what became of each document, in their order, by the name of the action.
type bulkAnswer struct {
	Errors *bool                 `json:"errors"`
	Items  []map[string]bulkItem `json:"items"`
}

type bulkItem struct {
	Status int        `json:"status"`
	Error  *bulkError `json:"error"`
}

type bulkError struct {
	Type   string     `json:"type"`
	Reason string     `json:"reason"`
	Cause  *bulkError `json:"caused_by"`
}

// String says all that is known, the cause too.
func (e *bulkError) String() string {
	if e == nil {
		return "no reason given"
	}
	text := e.Type + ": " + e.Reason
	if e.Cause != nil {
		text += ": " + e.Cause.String()
	}
	return text[:min(len(text), maxSaid)]
}

// elasticVerdict judges each document by its own status.
func elasticVerdict(m *message, body []byte) (v verdict) {
	var a bulkAnswer
	none := verdict{err: stranger(fmt.Sprintf("the answer to %d documents is none of a bulk request: %q", len(m.parts), body[:min(len(body), maxSaid)]))}
	if err := json.Unmarshal(body, &a); err != nil || a.Errors == nil || len(a.Items) != len(m.parts) {
		return none
	}
	var first error
	for i, actions := range a.Items {
		if len(actions) != 1 {
			return none
		}
		for _, item := range actions {
			switch {
			case stored(item.Status):
			case later(item.Status):
				if v.again = append(v.again, i); first == nil {
					first = errors.New(item.why(m, i))
				}
			default:
				v.refused = append(v.refused, refusal{i, item.why(m, i)})
			}
		}
	}
	if len(v.again) == len(m.parts) {
		return verdict{err: first}
	}
	return v
}

// why says what became of a part.
func (b bulkItem) why(m *message, i int) string {
	return fmt.Sprintf("document %s: status %d, %s", elasticID(m, &m.parts[i]), b.Status, b.Error)
}

// stored reports whether a document is there. One that was there before is: its name is nobody else's.
func stored(status int) bool { return status/100 == 2 || status == http.StatusConflict }

// later reports whether a document may be taken later: when there is room again, or when the owner has mended rights, a
// block or a template.
func later(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return status/100 == 5
}
