package proxy

import (
	"metergate/internal/netio"
	"metergate/internal/regex"
)

// matchWorkers is how many searches for regular expressions that may take long run at once.
const matchWorkers = 2

var _ regex.Worker = (*Stream)(nil)

// Aside runs f on a worker while the stream waits. False means that the stream ended meanwhile.
func (s *Stream) Aside(f func()) bool {
	_, err := netio.Await(s.task, s.lane.gateway.Matchers, func() (struct{}, error) { f(); return struct{}{}, nil }, nil)
	return err == nil
}
