package proxy

// Times are the moments of a request, in ns on the clock of its loop; 0 is a moment that was not reached.
//
//	Origin .. Shaken .. First .. Request .. Queued .. Connected .. Response .. End
//	     Th        Ti       TR         Tw         Tc           Tr          Td
type Times struct {
	Origin    int64 // the connection was accepted, or the response before this request ended
	Shaken    int64 // handshakes were done
	First     int64 // the first byte of the request came
	Request   int64 // its head was complete and its rules had been asked
	Queued    int64 // a server was there for it
	Began     int64 // the first attempt began
	Tried     int64 // the last attempt began
	Connected int64 // a connection to the server was there
	Response  int64 // the head of the response was complete
	End       int64 // the last byte was sent
}

// span returns the ns between two moments, negative when one of them was not reached.
func span(from, to int64) int64 {
	if from == 0 || to == 0 {
		return -1
	}
	return max(to-from, 0)
}

// millis turns ns into ms and keeps -1.
func millis(ns int64) int64 {
	if ns < 0 {
		return -1
	}
	return ns / 1e6
}

// lost returns the ns that failed attempts took, and how much of that the times of the queue and of the connection hold:
// a request that went to another server was queued again, and one that stayed is still connecting.
func (t *Times) lost() (all, queued, connecting int64) {
	all = max(span(t.Began, t.Tried), 0)
	queued = min(max(span(t.Began, t.Queued), 0), all)
	return all, queued, all - queued
}

// Th is the time of handshakes, in ms as all that follow; -1 is a step that was not reached.
func (t *Times) Th() int64 { return millis(span(t.Origin, t.Shaken)) }

// Ti is the time the connection was idle before the request.
func (t *Times) Ti() int64 { return millis(span(t.Shaken, t.First)) }

// TR is the time from the first byte of the request to the end of its head.
func (t *Times) TR() int64 { return millis(span(t.First, t.Request)) }

// Tq is Th+Ti+TR.
func (t *Times) Tq() int64 { return millis(span(t.Origin, t.Request)) }

// Tw is the time spent in queues.
func (t *Times) Tw() int64 {
	if t.Request == 0 {
		return millis(span(t.First, t.Queued)) // a tarpit holds the request before its analysis ends
	}
	return millis(span(t.Request, t.Queued))
}

// Tc is the time it took to connect, retries included.
func (t *Times) Tc() int64 { return millis(span(t.Queued, t.Connected)) }

// Tr is the time from the connection to the end of the response's head.
func (t *Times) Tr() int64 { return millis(span(t.Connected, t.Response)) }

// Td is the time of the rest of the response.
func (t *Times) Td() int64 { return millis(span(t.Response, t.End)) }

// Ta is the time from the first byte of the request to the end.
func (t *Times) Ta() int64 { return millis(span(t.First, t.End)) }

// Tt is the time from Origin to the end.
func (t *Times) Tt() int64 { return millis(span(t.Origin, t.End)) }

// Tu is Tt without the idle time: what the client perceived.
func (t *Times) Tu() int64 {
	idle := max(span(t.Shaken, t.First), 0)
	return millis(span(t.Origin, t.End) - idle)
}
