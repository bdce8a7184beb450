package admin

import (
	"fmt"
	"net/netip"
	"strconv"

	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show servers state", Args: "[<backend>]", Help: "dump what may change of servers, for a state file", Run: runServersState})
	Register(Command{Name: "show servers conn", Args: "[<backend>]", Help: "dump the connections to servers", Run: runServersConn})
	Register(Command{Name: "show backend", Help: "list the backends", Run: runShowBackend})
}

func runShowBackend(r *Request) error {
	r.Printf("# name\n")
	for _, p := range r.Gateway().Listed() {
		if p.Back != nil {
			r.Printf("%s\n", p.Name)
		}
	}
	return nil
}

// backends returns the backend that the first argument names, or all of them.
func (r *Request) backends() (all []*proxy.Backend, err error) {
	if word := r.Arg(0); word != "" {
		p := findIn(r.Gateway().Listed(), word)
		if p == nil || p.Back == nil {
			return nil, errCantFind
		}
		return []*proxy.Backend{p.Back}, nil
	}
	for _, p := range r.Gateway().Listed() {
		if p.Back != nil {
			all = append(all, p.Back)
		}
	}
	return all, nil
}

const stateHeader = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
`

// runServersState writes the format 1 of state files: 25 columns separated by blanks.
func runServersState(r *Request) error {
	list, err := r.backends()
	if err != nil {
		return err
	}
	if err := r.Printf(stateHeader); err != nil {
		return err
	}
	for _, b := range list {
		for _, s := range b.States() {
			if err := r.Printf("%d %s %s\n", b.ID, b.Name, stateColumns(&s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// stateColumns are the columns of a server, from its number on.
func stateColumns(t *proxy.ServerState) string {
	s, c := t.Server, ownCheck(t)
	health := c.Health
	if c.Paused {
		health = 0
	}
	return fmt.Sprintf("%d %s %s %d %d %d %d %d %d %d %d %d %d %d %d %s %d %s %d %d %s %s %d",
		s.ID, s.Name, addrWord(t.Addr.Addr()), t.Op, t.Admin, t.Weight, s.InitialWeight, int(t.Since.Seconds()),
		c.Status, c.Status.Verdict(), health, checkState(c), agentState(t), bit(s.Back.ForcedID()), bit(s.ForcedID()),
		word(s.Host()), t.Addr.Port(), word(s.Service()), t.TLS, t.CheckPort, addrWord(t.CheckAddr), addrWord(t.AgentAddr), t.AgentPort)
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

// word returns a text, or the dash that stands for none.
func word(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func addrWord(ip netip.Addr) string {
	if !ip.IsValid() {
		return "-"
	}
	return ip.String()
}

// runServersConn shows how connections to servers are used and kept.
func runServersConn(r *Request) error {
	list, err := r.backends()
	if err != nil {
		return err
	}
	loops := r.Gateway().Loops.N()
	r.Printf("# bkname/svname bkid/svid addr port - purge_delay served used_cur used_max need_est idle_sess unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[%d]\n", loops)
	for _, b := range list {
		for _, c := range b.Connections() {
			if err := r.Printf("%s\n", connColumns(&c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func connColumns(p *proxy.ConnState) string {
	s := p.Server
	line := fmt.Sprintf("%s %d/%d %s %d - %d %d %d %d %d %d %d %d %d %d",
		s.FullName(), s.Back.ID, s.ID, addrWord(s.Addr().Addr()), s.Addr().Port(), s.Pool.Purge/1e6,
		p.Served, p.Used, p.UsedMax, p.Needed, p.Private, p.Unsafe, p.Safe, s.Pool.Max, p.Idle)
	for _, n := range p.PerLoop {
		line += " " + strconv.Itoa(n)
	}
	return line
}
