package proxy

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"metergate/internal/netio"
	"metergate/internal/sample"
)

// kernelReadings are what the kernel measures of a connection. Linux has kept the number of forward acknowledgements at 0
// since 4.15.
var kernelReadings = []struct {
	name, help string
	of         func(*unix.TCPInfo) uint32
}{
	{"unacked", "Segments sent to %s that it has yet to acknowledge.", func(i *unix.TCPInfo) uint32 { return i.Unacked }},
	{"sacked", "Segments sent to %s that it has acknowledged out of order.", func(i *unix.TCPInfo) uint32 { return i.Sacked }},
	{"lost", "Segments sent to %s that are taken to be lost.", func(i *unix.TCPInfo) uint32 { return i.Lost }},
	{"retrans", "Segments that are sent to %s another time now.", func(i *unix.TCPInfo) uint32 { return i.Retrans }},
	{"fackets", "Segments sent to %s that lie before the last one that it has acknowledged out of order.", func(i *unix.TCPInfo) uint32 { return i.Fackets }},
	{"reordering", "How many segments to %s may change places before one is taken to be lost.", func(i *unix.TCPInfo) uint32 { return i.Reordering }},
}

// What the kernel knows of the connections with the client and with the server.
func init() {
	client := func(s *Stream) *netio.Conn { return s.client }
	server := func(s *Stream) *netio.Conn {
		if s.link == nil {
			return nil
		}
		return s.link.conn
	}
	for _, r := range kernelReadings {
		sample.RegisterFetch(sample.Fetch{
			Name: "fc_" + r.name, Out: sample.Int, Needs: sample.Client4, Help: fmt.Sprintf(r.help, "the client"),
			Get: kernelGet(client, func(i *unix.TCPInfo, _ sample.Args) int64 { return int64(r.of(i)) }),
		})
	}
	sample.RegisterFetch(
		roundTrip("fc_rtt", "Round-trip time to the client", sample.Client4, client, func(i *unix.TCPInfo) uint32 { return i.Rtt }),
		roundTrip("fc_rttvar", "Variance of the round-trip time to the client", sample.Client4, client, func(i *unix.TCPInfo) uint32 { return i.Rttvar }),
		roundTrip("bc_rtt", "Round-trip time to the server", sample.Server4, server, func(i *unix.TCPInfo) uint32 { return i.Rtt }),
		roundTrip("bc_rttvar", "Variance of the round-trip time to the server", sample.Server4, server, func(i *unix.TCPInfo) uint32 { return i.Rttvar }),
	)
}

// roundTrip declares a fetch of a time, which the kernel has in microseconds.
func roundTrip(name, help string, needs sample.Source, conn func(*Stream) *netio.Conn, of func(*unix.TCPInfo) uint32) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Int, Needs: needs, Help: help + ", in milliseconds or, with us, in microseconds.",
		Args:  []sample.Arg{{Name: "unit", Kind: sample.ArgStr, Optional: true}},
		Check: checkRoundTrip,
		Get: kernelGet(conn, func(i *unix.TCPInfo, a sample.Args) int64 {
			if a.Str(0) == "us" {
				return int64(of(i))
			}
			return (int64(of(i)) + 500) / 1000
		}),
	}
}

func checkRoundTrip(a sample.Args, _ *sample.Env) error {
	switch a.Str(0) {
	case "", "ms", "us":
		return nil
	}
	return errors.New("wrong unit, expected 'ms' or 'us'")
}

// kernelGet makes the Get of a fetch out of a reading of a connection that is there and of TCP.
func kernelGet(conn func(*Stream) *netio.Conn, read func(*unix.TCPInfo, sample.Args) int64) func(*sample.Ctx, sample.Args) (sample.Value, bool) {
	return onStream(func(s *Stream, a sample.Args) (sample.Value, bool) {
		c := conn(s)
		if c == nil {
			return sample.Value{}, false
		}
		info, ok := c.TCPInfo()
		return sample.IntOf(read(&info, a)), ok
	})
}
