package forward

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang/snappy"
	"google.golang.org/protobuf/encoding/protowire"
)

// A lokiServer takes what Loki 3 takes with the limits that it comes with, and refuses what it refuses, with its words:
// labels that cannot be read, too many or too long ones, entries that are too old, too far behind the newest of their
// stream, of the future or too long, and structured metadata where it is not allowed. Entries that are right are stored
// also where others of the request are not; one that is there already is stored once.
type lokiServer struct {
	*httptest.Server

	mu       sync.Mutex
	mood     func(w http.ResponseWriter) bool // answers instead, without storing; nil never does
	after    func(w http.ResponseWriter) bool // the same once all is stored
	bare     bool                             // structured metadata is not allowed
	now      time.Time
	streams  map[string]map[string]int // how often each entry came
	newest   map[string]time.Time
	requests int
	tenant   string
}

// What Loki allows.
const (
	lokiMaxAge    = 7 * 24 * time.Hour
	lokiBehind    = time.Hour
	lokiGrace     = 10 * time.Minute
	lokiMaxLine   = 256 << 10
	lokiMaxFacts  = 128
	lokiMaxLabels = 15
)

func newLokiServer(t *testing.T, now time.Time) *lokiServer {
	s := &lokiServer{now: now, streams: map[string]map[string]int{}, newest: map[string]time.Time{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// feel changes how the server answers.
func (s *lokiServer) feel(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// stored returns how many entries a stream has.
func (s *lokiServer) stored(stream string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.streams[stream])
}

func (s *lokiServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	s.tenant = r.Header.Get("X-Scope-OrgID")
	packed, _ := io.ReadAll(r.Body)
	body, err := snappy.Decode(nil, packed)
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/loki/api/v1/push":
		http.Error(w, "404 page not found", http.StatusNotFound)
		return
	case err != nil || r.Header.Get("Content-Type") != "application/x-protobuf":
		http.Error(w, "snappy: corrupt input", http.StatusBadRequest)
		return
	case s.mood != nil && s.mood(w):
		return
	}
	var wrong []string
	eachField(body, func(n protowire.Number, stream []byte, _ uint64) { wrong = append(wrong, s.stream(stream)...) })
	switch {
	case s.after != nil && s.after(w):
	case len(wrong) > 0:
		http.Error(w, strings.Join(wrong[:min(len(wrong), 10)], "\n"), http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

var lokiStream = regexp.MustCompile(`^\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*"(, )?)+\}$`)

// stream stores the entries of a stream, and says what was wrong.
func (s *lokiServer) stream(b []byte) (wrong []string) {
	var labels string
	var entries [][]byte
	eachField(b, func(n protowire.Number, v []byte, _ uint64) {
		if n == 1 {
			labels = string(v)
		} else {
			entries = append(entries, v)
		}
	})
	switch n := strings.Count(labels, "=\""); {
	case !lokiStream.MatchString(labels):
		return []string{fmt.Sprintf("error parsing labels '%s' with error: syntax error", labels)}
	case n > lokiMaxLabels:
		return []string{fmt.Sprintf("entry for stream '%s' has %d label names; limit %d", labels, n, lokiMaxLabels)}
	}
	if s.streams[labels] == nil {
		s.streams[labels] = map[string]int{}
	}
	for _, e := range entries {
		if why := s.entry(labels, e); why != "" {
			wrong = append(wrong, why)
		}
	}
	return wrong
}

// entry stores an entry, or says why it does not.
func (s *lokiServer) entry(labels string, b []byte) string {
	var at time.Time
	var line string
	facts := 0
	eachField(b, func(n protowire.Number, v []byte, _ uint64) {
		switch n {
		case 1:
			var seconds, nanos uint64
			eachField(v, func(n protowire.Number, _ []byte, x uint64) {
				if n == 1 {
					seconds = x
				} else {
					nanos = x
				}
			})
			at = time.Unix(int64(seconds), int64(nanos)).UTC()
		case 2:
			line = string(v)
		case 3:
			facts++
		}
	})
	limit := s.newest[labels].Add(-lokiBehind)
	switch {
	case at.Before(s.now.Add(-lokiMaxAge)):
		return fmt.Sprintf("entry for stream '%s' has timestamp too old: %v, oldest acceptable timestamp is: %v", labels,
			at.Format(time.RFC3339), s.now.Add(-lokiMaxAge).Format(time.RFC3339))
	case at.After(s.now.Add(lokiGrace)):
		return fmt.Sprintf("entry for stream '%s' has timestamp too new: %v", labels, at.Format(time.RFC3339))
	case len(line) > lokiMaxLine:
		return fmt.Sprintf("max entry size '%d' bytes exceeded for stream '%s' while adding an entry with length '%d' bytes", lokiMaxLine, labels, len(line))
	case facts > 0 && s.bare:
		return fmt.Sprintf("stream '%s' includes structured metadata, but this feature is disallowed. Please see `limits_config.allow_structured_metadata` or contact your Loki administrator to enable it", labels)
	case facts > lokiMaxFacts:
		return fmt.Sprintf("stream '%s' has too many structured metadata labels: '%d', limit: '%d'.", labels, facts, lokiMaxFacts)
	case !s.newest[labels].IsZero() && at.Before(limit):
		return fmt.Sprintf("entry with timestamp %s ignored, reason: 'entry too far behind, entry timestamp is: %s, oldest acceptable timestamp is: %s',\nuser 'fake', total ignored: 1 out of 1 for stream: %s",
			at, at.Format(time.RFC3339), limit.Format(time.RFC3339), labels)
	}
	s.streams[labels][string(b)]++
	if at.After(s.newest[labels]) {
		s.newest[labels] = at
	}
	return ""
}

// lines returns the lines of a stream, in the order of their texts.
func (s *lokiServer) lines(stream string) (lines []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for entry := range s.streams[stream] {
		eachField([]byte(entry), func(n protowire.Number, v []byte, _ uint64) {
			if n == 2 {
				lines = append(lines, string(v))
			}
		})
	}
	slices.Sort(lines)
	return lines
}

// eachField goes over the fields of a message: those with bytes, and those with a number.
func eachField(b []byte, yield func(n protowire.Number, v []byte, x uint64)) {
	for len(b) > 0 {
		n, kind, size := protowire.ConsumeTag(b)
		if size < 0 {
			panic("no tag")
		}
		b = b[size:]
		if kind == protowire.VarintType {
			x, size := protowire.ConsumeVarint(b)
			yield(n, nil, x)
			b = b[size:]
			continue
		}
		v, size := protowire.ConsumeBytes(b)
		if size < 0 {
			panic("no bytes")
		}
		yield(n, v, 0)
		b = b[size:]
	}
}
