package proxy

import (
	"fmt"
	"slices"
	"strings"

	"metergate/internal/rule"
	"metergate/internal/sample"
)

// A logStep is the moment that a line is written at.
type logStep uint8

// The steps, in the order of a request's life; those from stepRules on are the rulesets in which do-log may stand.
const (
	stepNone logStep = iota
	stepError
	stepKilled
	stepAccept
	stepRequest
	stepConnect
	stepResponse
	stepClose
	stepRules
)

// logSteps are the words of the configuration for the steps and what the variable OG calls them.
var logSteps = [...]struct{ word, origin string }{
	{"", "unspec"},
	{"error", "sess_error"},    // of a connection on which no request came
	{"error", "sess_killed"},   // of one that failed before it could bring any
	{"accept", "txn_accept"},   // when the stream begins
	{"request", "txn_request"}, // when the head of the request is there
	{"connect", "txn_connect"}, // when a connection to a server is
	{"response", "txn_response"},
	{"close", "txn_close"},
	{"tcp-req-conn", "tcp-req-conn"},
	{"tcp-req-sess", "tcp-req-sess"},
	{"tcp-req-cont", "tcp-req-cont"},
	{"tcp-res-cont", "tcp-res-cont"},
	{"http-req", "http-req"},
	{"http-res", "http-res"},
	{"http-after-res", "http-after-res"},
}

// stepOf is the step of do-log in a ruleset.
func stepOf(set rule.Set) logStep {
	for i := stepRules; set > 1; set >>= 1 {
		i++
		if set == 2 {
			return i
		}
	}
	return stepRules
}

// findStep returns the step that a word means, from the first one on that may be meant.
func findStep(word string, first logStep) (logStep, bool) {
	i := slices.IndexFunc(logSteps[first:], func(s struct{ word, origin string }) bool { return s.word == word })
	return first + logStep(max(i, 0)), i >= 0
}

// A stepSet is a set of steps; 0 leaves lines to be written when the request is over, as is usual.
type stepSet uint32

func (s stepSet) has(at logStep) bool { return s>>at&1 != 0 }

// allSteps is `log-steps all`.
const allSteps = ^stepSet(0)

// parseSteps reads the steps of log-steps.
func parseSteps(text string) (set stepSet, err error) {
	if text == "all" {
		return allSteps, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		at, ok := findStep(word, stepAccept)
		if !ok {
			return 0, fmt.Errorf("invalid log step name (%s). Expected values are: %s", word, strings.Join(stepWords(stepAccept), ", "))
		}
		set |= 1 << at
	}
	return set, nil
}

func stepWords(first logStep) (words []string) {
	for _, s := range logSteps[first:] {
		words = append(words, s.word)
	}
	return words
}

func init() {
	textVar("OG", sample.TextVar, sample.Internal, "The step that the line is written at.", func(s *Stream) string {
		return logSteps[s.step].origin
	})
}

// logAt has a line written at a step that log-steps names.
func (s *Stream) logAt(at logStep) {
	if s.front.steps.has(at) {
		s.say(at)
	}
}

// logEarly is logAt for the steps that option logasap writes the request's line at.
func (s *Stream) logEarly(at logStep) {
	switch {
	case s.front.steps != 0:
		s.logAt(at)
	case s.front.Options.LogASAP:
		s.log(at)
	}
}

// say has a line written that is not the request's last one.
func (s *Stream) say(at logStep) {
	if j := s.front.journal(); j != nil && !s.unlogged {
		s.step = at
		j.note(s)
	}
}
