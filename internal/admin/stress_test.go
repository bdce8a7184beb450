package admin

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// stressCommands are asked at the same time by many clients; %d is the number of the client.
var stressCommands = []string{
	"show stat", "show stat typed", "show stat json", "show stat up", "show info", "show info json", "show servers state",
	"show servers conn", "show sess", "show errors", "show activity", "show tasks", "show pools", "show fd", "help",
	"set weight be/s1 %d", "set server be/s1 state drain", "set server be/s1 state ready", "set server be/s1 health down",
	"set server be/s1 health up", "set server be/s2 addr 127.0.0.%d", "set server be/s4 agent-port 1%d", "set server be/s3 check-port 1%d",
	"disable server be/s3", "enable agent be/s4", "disable agent be/s4", "set maxconn server be/s2 %d", "set maxconn frontend fe %d",
	"disable frontend fe", "enable frontend fe", "clear counters", "clear counters all", "clear counters server be/s1",
	"add server be/d%d 127.0.0.1:9 weight 3", "add server be/shared 127.0.0.1:9 track be/s3", "enable server be/d%d", "disable server be/d%d",
	"del server be/d%d", "disable server be/shared;del server be/shared", "wait 1ms srv-removable be/d%d", "set rate-limit sessions global %d",
	"add backend n%d from spare", "publish backend n%d", "unpublish backend n%d", "del backend n%d", "wait 1ms be-removable n%d",
	"add server n%d/s 127.0.0.1:9", "del server n%d/s", "show backend", "dump stats-file", "show defaults",
}

// Many operators at once do no harm, and each gets whole answers.
func TestManyOperators(t *testing.T) {
	r := newRig(t, strings.Replace(rigConfig, "stats timeout 5s", "stats timeout 5s\n  stats maxconn 20", 1)+"defaults spare\n  mode http\n")
	var clients sync.WaitGroup
	for n := range 6 {
		clients.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(n)))
			for range 60 {
				command := stressCommands[random.IntN(len(stressCommands))]
				if strings.Contains(command, "%d") {
					command = fmt.Sprintf(command, n+1)
				}
				if answer := r.ask("admin", command+"\n"); !strings.HasSuffix(answer, "\n") {
					t.Errorf("%s: %.80q", command, answer)
				}
			}
		})
	}
	clients.Wait()
	if got := r.ask("admin", "show version\n"); got != "3.5.0\n\n" {
		t.Errorf("after it: %q", got)
	}
}
