package forward

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// An influxAnswer is what InfluxDB says of lines that it did not take: version 1 in error, version 2 in message, version 3
// in error and, for each line, in data.
type influxAnswer struct {
	Error   string `json:"error"`
	Message string `json:"message"`
	Data    []struct {
		Line int    `json:"line_number"` // counted from 1
		Why  string `json:"error_message"`
	} `json:"data"`
}

// A partial write says how many points were not taken, and nothing of which. Lines that cannot be parsed are cited.
var droppedPattern = regexp.MustCompile(`partial write: (?s:.*) dropped=(\d+)`)

const citeOpens, citeCloses = "unable to parse '", "':"

// influxVerdict judges an answer with the help of what InfluxDB says in it.
func influxVerdict(a *answer, v verdict, parts []part) verdict {
	switch {
	case a.status/100 == 2 && len(bytes.TrimSpace(a.body)) > 0:
		// A write that was done has an empty answer. Old versions say so with 200 when it was not; others are no InfluxDB.
		v.err = fmt.Errorf("the answer is no confirmation: %w", &statusError{a.status, a.body[:min(len(a.body), maxSaid)], nil})
		return v
	case a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity:
		return v
	}
	var said influxAnswer
	_ = json.Unmarshal(a.body, &said) // what is no JSON says nothing
	text := said.Error + said.Message
	partial := strings.Contains(text, "partial write")
	dropped, count := 0, droppedPattern.FindStringSubmatch(text)
	if count != nil {
		dropped, _ = strconv.Atoi(count[1])
	}
	refused := said.named(parts)
	if len(refused) == 0 {
		refused = cited(text, parts)
	}
	switch {
	case len(refused) > 0 && partial:
		return verdict{refused: refused, lost: lost{min(dropped, len(parts)-len(refused)), text}}
	case len(refused) > 0: // nothing of the message was taken
		return verdict{refused: refused, again: others(len(parts), refused)}
	case dropped > 0 && dropped < len(parts):
		return verdict{lost: lost{dropped, text}}
	case partial && dropped == 0 && len(parts) > 1:
		return verdict{err: fmt.Errorf("%w to say which line it is: %s", errTooLarge, text)}
	}
	return v
}

// named returns the parts that version 3 names by their numbers.
func (s *influxAnswer) named(parts []part) (all []refusal) {
	seen := map[int]bool{}
	for _, d := range s.Data {
		if i := d.Line - 1; i >= 0 && i < len(parts) && !seen[i] {
			seen[i] = true
			all = append(all, refusal{i, d.Why})
		}
	}
	return all
}

// cited returns the parts whose lines a text cites, each with what it says of it.
func cited(text string, parts []part) (all []refusal) {
	if !strings.Contains(text, citeOpens) {
		return nil
	}
	lines := map[string]int{}
	for i, p := range parts {
		lines[string(bytes.TrimSuffix(p.item, []byte("\n")))] = i
	}
	for _, cite := range strings.Split(text, citeOpens)[1:] {
		for end := 0; ; end++ { // a line may hold what closes a citation
			n := strings.Index(cite[end:], citeCloses)
			if n < 0 {
				break
			}
			end += n
			if i, ok := lines[cite[:end]]; ok {
				delete(lines, cite[:end])
				why, _, _ := strings.Cut(cite[end+len(citeCloses):], "\n")
				all = append(all, refusal{i, strings.TrimSpace(why)})
				break
			}
		}
	}
	return all
}

// others returns the indexes of the parts that were not refused.
func others(n int, refused []refusal) (all []int) {
	no := map[int]bool{}
	for _, r := range refused {
		no[r.index] = true
	}
	for i := range n {
		if !no[i] {
			all = append(all, i)
		}
	}
	return all
}
