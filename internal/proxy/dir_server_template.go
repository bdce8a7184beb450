package proxy

import (
	"fmt"
	"strconv"
	"strings"

	"metergate/internal/conf"
)

// maxTemplate bounds the servers of one line.
const maxTemplate = 10000

var dirServerTemplate = conf.List(conf.Spec{
	Name: "server-template", In: conf.Backend, Usage: "server-template <prefix> { <number> | <from>-<to> } <name>[:<port>] [<option>...]",
	Help:   "Declares servers of the same name, numbered behind the prefix: each gets an address of its own, or waits for one. A name that begins with _ is one of SRV records: each server gets the host, port and weight of one.",
	Strict: true,
}, parseServerTemplate)

func parseServerTemplate(a *conf.Args) (lines []serverLine, err error) {
	if a.Len() < 3 {
		return nil, fmt.Errorf("'server-template' expects <prefix> <nb | range> <addr>[:<port>] as arguments.")
	}
	prefix := a.Next().Text
	from, to, err := templateRange(a.Next().Text)
	if err != nil {
		return nil, err
	}
	addr, err := conf.ParseAddr(a.NextAddr(), conf.AddrConnect)
	if err != nil {
		return nil, err
	}
	defaults, _ := dirDefaultServer.Get(a.Section().Bag)
	bag, err := a.Options(conf.ServerLine, defaults)
	for i := from; i <= to && err == nil; i++ {
		line := serverLine{name: prefix + strconv.Itoa(i), addr: addr, bag: bag}
		if err = checkName("server", line.name); err != nil {
			break
		}
		if before, taken := a.Section().Claim("server", line.name, a.Pos()); taken {
			err = fmt.Errorf("another server named '%s' was already defined at line %d, please use a distinct name.", line.name, before.Line)
		}
		lines = append(lines, line)
	}
	return lines, err
}

// templateRange reads "5" or "2-7".
func templateRange(word string) (from, to int, err error) {
	low, high, isRange := strings.Cut(word, "-")
	if !isRange {
		low, high = "1", word
	}
	if from, err = strconv.Atoi(low); err == nil {
		to, err = strconv.Atoi(high)
	}
	if err != nil || from < 1 || to < from || to-from >= maxTemplate {
		return 0, 0, fmt.Errorf("'server-template' : Wrong server number (%s): expects a number or a range, of at most %d.", word, maxTemplate)
	}
	return from, to, nil
}
