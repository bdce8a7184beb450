package test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// ask sends one command line to a Runtime API, says that there is no more, as socat
// does, and reads the whole answer.
func ask(addr, command string) (string, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	c, err := net.DialTimeout(network, addr, patience)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, command+"\n"); err != nil {
		return "", err
	}
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	answer, err := io.ReadAll(c)
	return string(answer), err
}

// askOwn asks the gateway "gw" of the script.
func (s *state) askOwn(command string) (string, error) { return ask(s.socket("gw"), command) }

func cmdCLI(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	s, on := of(ts), "gw"
	if len(args) > 2 && args[0] == "-on" {
		on, args = args[1], args[2:]
	}
	need(ts, args, 1, "cli [-on NAME|ADDR] COMMAND")
	addr := address(on)
	if s.gateways[on] != nil {
		addr = s.socket(on)
	}
	answer, err := ask(addr, strings.NewReplacer(`\n`, "\n").Replace(strings.Join(args, " ")))
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), answer)
}

// row is the line of show stat for one object.
func (s *state) row(proxy, name string) (map[string]string, error) {
	text, err := s.askOwn("show stat")
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(strings.TrimSpace(text), "# ")))
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("cannot parse show stat: %w", err)
	}
	for _, fields := range rows[1:] {
		if fields[0] != proxy || fields[1] != name {
			continue
		}
		row := map[string]string{}
		for i, column := range rows[0] {
			row[column] = fields[i]
		}
		return row, nil
	}
	return nil, fmt.Errorf("show stat has no %s/%s", proxy, name)
}

func cmdStat(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 3, "stat PROXY NAME COND...")
	conds := parseConds(ts, args[2:])
	eventually(ts, func() error {
		row, err := of(ts).row(args[0], args[1])
		if err != nil {
			return err
		}
		return checkConds(conds, func(key string) (string, bool) { v, ok := row[key]; return v, ok })
	})
}

// events are the columns that count events since the start; "counters" demands all of them.
var events = strings.Fields(`stot dreq dresp ereq econ eresp wretr wredis chkfail chkdown lbtot
	hrsp_1xx hrsp_2xx hrsp_3xx hrsp_4xx hrsp_5xx hrsp_other req_tot cli_abrt srv_abrt
	conn_tot intercepted dcon dses wrew connect reuse eint`)

func cmdCounters(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	need(ts, args, 2, "counters PROXY NAME COLUMN=N...")
	want := append([]string{}, args[2:]...)
	slices.Sort(want)
	eventually(ts, func() error {
		row, err := of(ts).row(args[0], args[1])
		if err != nil {
			return err
		}
		got := []string{}
		for _, column := range events {
			if v := row[column]; v != "" && v != "0" && counted(column, want) {
				got = append(got, column+"="+v)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			return fmt.Errorf("%s/%s counted %v, want %v", args[0], args[1], got, want)
		}
		return nil
	})
}

// counted says whether a column is judged: checks, connections and sessions made before
// the rules move with time or follow from stot, so they are judged only when a script names them.
func counted(column string, want []string) bool {
	if !slices.Contains([]string{"chkfail", "chkdown", "conn_tot"}, column) {
		return true
	}
	return slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(w, column+"=") })
}

func cmdInfo(ts *testscript.TestScript, neg bool, args []string) {
	positive(ts, neg)
	conds := parseConds(ts, args)
	eventually(ts, func() error {
		text, err := of(ts).askOwn("show info")
		if err != nil {
			return err
		}
		values := map[string]string{}
		for line := range strings.Lines(text) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			values[key] = strings.TrimSpace(value)
		}
		return checkConds(conds, func(key string) (string, bool) { v, ok := values[key]; return v, ok })
	})
}
