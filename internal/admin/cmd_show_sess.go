package admin

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"metergate/internal/clock"
	"metergate/internal/proxy"
)

func init() {
	Register(Command{Name: "show sess", Args: "[help|<id>|all] [opts...]", Help: "list the requests in progress, or dump one", Level: Operator, Run: runShowSess})
}

const sessUsage = `Usage: show sess [<id> | all | help] [<options>*]
Lists the requests in progress, one a line. What is shown:
   <id>         that one only, in full
   all          all of them in full
   help         this text
   susp         those that wait for nothing although they are not done
Options:
   show-uri     adds the target of the request
   older <age>  only those that are older; a bare number counts seconds
   server <b/s> only those on that server
   backend <b>  only those in that backend
   frontend <f> only those of that frontend
`

// errHelp says that the query asks for help.
const errHelp = message("help")

func runShowSess(r *Request) error {
	q, err := r.sessQuery()
	if err == errHelp {
		return r.Infof("%s", sessUsage)
	} else if err != nil {
		return err
	}
	found := false
	for _, s := range r.Gateway().Streams() {
		if !q.picks(&s) {
			continue
		}
		found = true
		text := shortStream(&s, q.uri)
		if q.full {
			text = fullStream(&s)
		}
		if err := r.Printf("%s", text); err != nil {
			return err
		}
	}
	if q.hasID && !found {
		return message("Session not found.")
	}
	return nil
}

// parseStreamID reads the number of a request as the list shows it.
func parseStreamID(word string) (uint64, bool) {
	digits, ok := strings.CutPrefix(word, "0x")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseUint(digits, 16, 64)
	return id, err == nil
}

// names returns the names of what the request passes through.
func names(s *proxy.StreamInfo) (front, back, server string) {
	back, server = "<NONE>", "<none>"
	if s.Back != nil {
		back = s.Back.Name
	}
	if s.Server != nil {
		server = s.Server.Name
	}
	return s.Front.Name, back, server
}

// shortStream is one line.
func shortStream(s *proxy.StreamInfo, uri bool) string {
	front, back, server := names(s)
	line := fmt.Sprintf("0x%x: proto=%s src=%s fe=%s be=%s srv=%s ts=%c age=%s state=%s in=%d out=%d exp=%s rc=%d",
		s.ID, family(s), s.Client, front, back, server, s.Phase, age(s.Age), word(s.Doing), s.In, s.Out, remaining(s.Until), s.Retries)
	if uri {
		line += fmt.Sprintf(" uri=%s", printable(s.Target))
	}
	return line + "\n"
}

// family is what kind of connection the client has.
func family(s *proxy.StreamInfo) string {
	switch {
	case s.Client.IsUnix():
		return "unix_stream"
	case s.Client.Addr().Unmap().Is6():
		return "tcpv6"
	}
	return "tcpv4"
}

func age(ns int64) string { return string(clock.AppendAge(nil, time.Duration(ns))) }

// remaining is how long a wait may still take, empty for no limit.
func remaining(ns int64) string {
	if ns == 0 {
		return ""
	}
	return age(ns)
}

// printable keeps control bytes and escape sequences of a client from the terminal.
func printable(text string) string {
	quoted := strconv.QuoteToASCII(text)
	return quoted[1 : len(quoted)-1]
}
