package admin

import (
	"encoding/json"
	"fmt"

	"metergate/internal/proxy"
	"metergate/internal/share"
)

func init() {
	Register(Command{Name: "show table-store", Args: "[<store>] [json]", Help: "report the table stores, and how far tables are shared", Level: User, Run: runShowTableStore})
}

// A storeReport is a store in the JSON form. Times are in seconds.
type storeReport struct {
	Name      string            `json:"name"`
	State     string            `json:"state"`
	Server    string            `json:"server"`
	Tables    []string          `json:"tables"`
	Lag       float64           `json:"lag"`
	Pending   uint64            `json:"pending"`
	Sent      uint64            `json:"sent"`
	Retried   uint64            `json:"retried"`
	Learned   uint64            `json:"learned"`
	Folded    uint64            `json:"folded"`
	Losses    uint64            `json:"losses"`
	Dropped   map[string]uint64 `json:"dropped"`
	LastError string            `json:"last_error"`
}

// runShowTableStore tells how all stores stand, or one.
func runShowTableStore(r *Request) error {
	all, asJSON := r.Gateway().TableStores(), false
	for _, word := range r.Args {
		one := r.Gateway().TableStore(word)
		switch {
		case word == "json":
			asJSON = true
		case one == nil:
			return message("No such table-store")
		default:
			all = []*proxy.TableStore{one}
		}
	}
	reports := []storeReport{}
	for _, s := range all {
		reports = append(reports, reportOf(s))
	}
	if asJSON {
		text, err := json.Marshal(reports)
		if err != nil {
			return fmt.Errorf("cannot write table stores as JSON: %w", err)
		}
		return r.Printf("%s\n", text)
	}
	for i := range reports {
		if err := r.showTableStore(&reports[i]); err != nil {
			return err
		}
	}
	return nil
}

func reportOf(s *proxy.TableStore) storeReport {
	v := s.Report()
	r := storeReport{
		Name: v.Name, State: string(v.State), Server: v.Server, Lag: v.Lag.Seconds(), Pending: v.Pending, Sent: v.Sent, Retried: v.Retried,
		Learned: v.Learned, Folded: v.Folded, Losses: v.Losses, Dropped: map[string]uint64{}, LastError: v.LastError,
	}
	for _, t := range s.Tables() {
		r.Tables = append(r.Tables, t.Config().Name)
	}
	for reason, n := range v.Dropped {
		r.Dropped[string(reason)] = n
	}
	return r
}

// showTableStore writes a store for people.
func (r *Request) showTableStore(v *storeReport) error {
	err := r.Printf("Table store %s\n  state:      %s\n  server:     %s\n  lag:        %.3fs\n", v.Name, v.State, nameOrDash(v.Server), v.Lag)
	r.Printf("  pending:    %d\n  sent:       %d\n  retried:    %d\n  learned:    %d\n  folded:     %d\n  losses:     %d\n",
		v.Pending, v.Sent, v.Retried, v.Learned, v.Folded, v.Losses)
	r.Printf("  dropped:   ")
	for _, reason := range share.Reasons {
		r.Printf(" %s=%d", reason, v.Dropped[string(reason)])
	}
	r.Printf("\n  last error: %s\n", nameOrDash(v.LastError))
	for _, name := range v.Tables {
		err = r.Printf("  table:      %s\n", name)
	}
	return err
}
