package proxy

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"metergate/internal/check"
	"metergate/internal/conf"
)

// A stateFile holds what a file in the form of `show servers state` tells, by backend and server.
type stateFile map[[2]string]savedState

// A savedState is one line of a state file.
type savedState struct {
	op                   check.Op
	admin                Admin
	weight, initial      int
	age                  int // seconds in this state
	status               check.Status
	health               int
	checkOff, agentOff   bool // by an operator
	addr                 netip.Addr
	port                 uint16
	checkAddr            netip.Addr
	agentAddr            netip.Addr
	checkPort, agentPort uint16
}

// The columns of version 1. Later ones may be absent in files of old versions.
const (
	stateBackend = iota + 1
	stateServerID
	stateServer
	stateAddr
	stateOp
	stateAdmin
	stateWeight
	stateInitial
	stateAge
	stateStatus
	stateResult
	stateHealth
	stateCheck
	stateAgent
	stateBackendForced
	stateServerForced
	stateHost
	statePort
	stateRecord
	stateTLS
	stateCheckPort
	stateCheckAddr
	stateAgentAddr
	stateAgentPort
	stateColumns

	stateLeast = stateRecord // columns of the oldest files
)

// The bits of the columns srv_check_state and srv_agent_state that say whether there is a check, and whether it is on.
const (
	stateConfigured = 2
	stateEnabled    = 4
)

// Restore puts the servers in the states that state files tell. It comes before Start.
func (g *Gateway) Restore(d *conf.Diagnostics) {
	var global stateFile
	read := false
	for _, p := range g.Proxies() {
		if p.Back == nil {
			continue
		}
		switch dirStateLoad.Or(p.Bag, "none") {
		case "global":
			if !read {
				global, read = g.globalState(d), true
			}
			p.Back.restore(global, d)
		case "local":
			name := dirStateName.Or(p.Bag, "")
			if name == "" {
				name = p.Name
			}
			p.Back.restore(g.readStates(name, "Proxy '"+p.Name+"': ", "server state file", d), d)
		}
	}
}

func (g *Gateway) globalState(d *conf.Diagnostics) stateFile {
	name, ok := dirStateFile.Get(g.Global.Bag)
	if !ok {
		return nil
	}
	return g.readStates(name, "config: ", "global server state file", d)
}

// readStates reads a file; one that is not there, or empty, is a first start.
func (g *Gateway) readStates(name, who, what string, d *conf.Diagnostics) stateFile {
	path := name
	if base := dirStateBase.Or(g.Global.Bag, ""); base != "" && !filepath.IsAbs(name) {
		path = filepath.Join(base, name)
	}
	f, err := os.Open(path)
	if err != nil {
		level := conf.Warning
		if errors.Is(err, fs.ErrNotExist) {
			level = conf.Notice
		}
		d.Add(conf.Message{Level: level, Text: fmt.Sprintf("%sCan't open %s '%s': %v", who, what, path, reason(err))})
		return nil
	}
	defer f.Close()
	states, err := parseStates(f)
	switch {
	case errors.Is(err, io.EOF):
		d.Noticef("%sEmpty %s '%s'.", who, what, path)
	case err != nil:
		d.Warningf("%scannot use the %s '%s': %v", who, what, path, err)
	}
	return states
}

// parseStates reads the lines of a state file. Nothing in it is io.EOF. What comes before an error is used.
func parseStates(r io.Reader) (stateFile, error) {
	lines := bufio.NewScanner(r)
	if !lines.Scan() {
		if err := lines.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	if version := strings.TrimSpace(lines.Text()); version != "1" {
		return nil, fmt.Errorf("'%s' is no version that is known", version)
	}
	states := stateFile{}
	for n := 2; lines.Scan(); n++ {
		columns := strings.Fields(lines.Text())
		if len(columns) == 0 || columns[0][0] == '#' {
			continue
		}
		if len(columns) < stateLeast || len(columns) > stateColumns {
			return states, fmt.Errorf("line %d has %d columns", n, len(columns))
		}
		t, err := parseState(columns)
		if err != nil {
			return states, fmt.Errorf("line %d: %w", n, err)
		}
		states[[2]string{columns[stateBackend], columns[stateServer]}] = t
	}
	return states, lines.Err()
}

// A stateLine reads the columns of one line; the first error stays.
type stateLine struct {
	columns []string
	err     error
}

func parseState(columns []string) (savedState, error) {
	l := stateLine{columns: columns}
	known := AdminMaint | AdminDrain | AdminRenamed
	t := savedState{
		op:        check.Op(l.number(stateOp, int(check.Stopping))),
		admin:     Admin(l.number(stateAdmin, int(known))),
		weight:    l.number(stateWeight, maxWeight),
		initial:   l.number(stateInitial, maxWeight),
		age:       l.number(stateAge, 1<<40),
		status:    check.Status(l.number(stateStatus, len(check.StatusNames())-1)),
		health:    l.number(stateHealth, 1<<30),
		addr:      l.addr(stateAddr),
		port:      l.port(statePort),
		checkAddr: l.addr(stateCheckAddr), checkPort: l.port(stateCheckPort),
		agentAddr: l.addr(stateAgentAddr), agentPort: l.port(stateAgentPort),
	}
	t.checkOff = l.switchedOff(stateCheck)
	t.agentOff = l.switchedOff(stateAgent)
	return t, l.err
}

// maxWeight is the greatest weight of a server.
const maxWeight = 256

func (l *stateLine) number(i, most int) int {
	if i >= len(l.columns) {
		return 0
	}
	n, err := strconv.Atoi(l.columns[i])
	if (err != nil || n < 0 || n > most) && l.err == nil {
		l.err = fmt.Errorf("'%s' cannot stand in column %d", l.columns[i], i+1)
	}
	return n
}

func (l *stateLine) port(i int) uint16 { return uint16(l.number(i, 1<<16-1)) }

func (l *stateLine) addr(i int) netip.Addr {
	if i >= len(l.columns) {
		return netip.Addr{}
	}
	ip, _ := netip.ParseAddr(l.columns[i]) // a dash, or a path: nothing to restore
	return ip
}

func (l *stateLine) switchedOff(i int) bool {
	bits := l.number(i, 31)
	return bits&stateConfigured != 0 && bits&stateEnabled == 0
}
