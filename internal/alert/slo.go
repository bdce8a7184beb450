package alert

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"metergate/internal/conf"
	"metergate/internal/history"
)

var dirSLO = conf.List(conf.Spec{
	Name: "slo", In: conf.Frontend | conf.Backend, Usage: "slo <name> objective <percent> [window <time>] [latency <time>] [operation <id>]...",
	Help: "The share of requests that must go well within the window, 30d when absent. Bad is a status from 500 on, a failure " +
		"after the status was sent, and with a latency a response that takes longer in all; a client that leaves is neither.",
}, parseSLO)

// An SLO is an objective for the requests of a proxy.
type SLO struct {
	Name, Proxy string
	// Objective is the share of good requests, between 0 and 1.
	Objective float64
	Window    time.Duration
	// Latency is how long a good request takes at most; 0 is any time.
	Latency time.Duration
	// Operations are the ids of the operations it is about; none is all.
	Operations []string

	kind string // frontend or backend
	pos  conf.Pos
}

const defaultWindow = 30 * 24 * time.Hour

func parseSLO(a *conf.Args) (*SLO, error) {
	name, err := a.Text("a name")
	if err != nil {
		return nil, err
	}
	s := &SLO{Name: name, Window: defaultWindow, pos: a.Pos()}
	for !a.Done() {
		word := a.Next().Text
		switch word {
		case "objective":
			err = s.parseObjective(a)
		case "window":
			err = s.parseWindow(a)
		case "latency":
			s.Latency, err = a.Duration(time.Millisecond)
			if err == nil && s.Latency <= 0 {
				err = fmt.Errorf("'slo' : a latency must be longer than 0.")
			}
		case "operation":
			var id string
			id, err = a.Text("an operation")
			s.Operations = append(s.Operations, id)
		default:
			err = fmt.Errorf("'slo' : unknown word '%s'.", word)
		}
		if err != nil {
			return nil, err
		}
	}
	if s.Objective == 0 {
		return nil, fmt.Errorf("'slo' : '%s' needs an objective, such as 99.9.", name)
	}
	return s, nil
}

func (s *SLO) parseObjective(a *conf.Args) error {
	text, err := a.Text("a percentage")
	if err != nil {
		return err
	}
	f, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !(f > 0 && f < 100) {
		return fmt.Errorf("'slo' : an objective is a percentage between 0 and 100, not '%s'.", text)
	}
	s.Objective = f / 100
	return nil
}

func (s *SLO) parseWindow(a *conf.Args) error {
	text, err := a.Text("a time")
	if err != nil {
		return err
	}
	s.Window, err = history.ParseDuration(text)
	if err != nil || s.Window < time.Hour || s.Window > 366*24*time.Hour {
		return fmt.Errorf("'slo' : a window is a time from 1h to 366d, not '%s'.", text)
	}
	return nil
}

// compileSLOs finds the objectives of all proxies.
func compileSLOs(f *conf.File, d *conf.Diagnostics) (all []*SLO) {
	for s := range f.Each("frontend", "backend", "listen") {
		for _, e := range dirSLO.All(s.Bag) {
			if before, taken := s.Claim("slo", e.Value.Name, e.Pos); taken {
				d.Add(conf.Message{Level: conf.Alert, Shape: conf.Loose, Pos: e.Pos, Text: fmt.Sprintf("'slo' : the name '%s' was used at %s.", e.Value.Name, before)})
				continue
			}
			e.Value.Proxy, e.Value.kind = s.Name, "frontend"
			if s.Kind == "backend" {
				e.Value.kind = "backend"
			}
			all = append(all, e.Value)
		}
	}
	return all
}

// percent writes the objective as in the configuration.
func (s *SLO) percent() string {
	return strconv.FormatFloat(math.Round(s.Objective*1e8)/1e6, 'f', -1, 64)
}

// String returns the objective as the configuration says it.
func (s *SLO) String() string {
	text := s.Proxy + "/" + s.Name + " " + s.percent() + "% in " + history.FormatDuration(s.Window)
	if s.Latency > 0 {
		text += " within " + s.Latency.String()
	}
	return text
}
